import { z } from 'zod';

declare global {
  /** Of https://w3c.github.io/mediacapture-image/; TypeScript does not know these yet. */
  interface MediaTrackConstraintSet {
    torch?: boolean;
    zoom?: number;
  }
}

/** What a camera can do beside giving pictures. */
const capabilitiesSchema = z.object({
  torch: z.union([z.boolean(), z.array(z.boolean())]).optional().catch(undefined),
  zoom: z.object({ min: z.number(), max: z.number(), step: z.number().positive().catch(0.1) }).optional().catch(undefined),
});
const settingsSchema = z.object({ torch: z.boolean().catch(false), zoom: z.number().optional().catch(undefined) });

export interface CameraAbilities {
  readonly hasTorch: boolean;
  readonly torch: boolean;
  readonly zoom: { readonly min: number; readonly max: number; readonly step: number; readonly value: number } | undefined;
}

/** What a track's camera can do, and how it is set now. */
export function cameraAbilities(track: MediaStreamTrack): CameraAbilities {
  // Firefox has no capabilities at all.
  const { torch, zoom } = capabilitiesSchema.parse('getCapabilities' in track ? track.getCapabilities() : {});
  const now = settingsSchema.parse(track.getSettings());
  return {
    hasTorch: Array.isArray(torch) ? torch.includes(true) : torch === true,
    torch: now.torch,
    zoom: zoom !== undefined && zoom.max > zoom.min ? { ...zoom, value: Math.min(Math.max(now.zoom ?? zoom.min, zoom.min), zoom.max) } : undefined,
  };
}

/** Sets the torch or the zoom. @throws what applyConstraints rejects with where the camera refuses */
export async function adjustCamera(track: MediaStreamTrack, change: { readonly torch: boolean } | { readonly zoom: number }): Promise<void> {
  await track.applyConstraints({ advanced: [change] });
}
