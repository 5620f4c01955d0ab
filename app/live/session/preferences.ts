import { z } from 'zod';
import { BROWSER_ENGINES } from '../../../models/engine/choose-engine';
import { PLACE_WISHES } from '../../offload/place-wishes';
import { RESOLUTION_NAMES } from '../../sources/camera/resolution';

/** What a person chose on the live page, kept by the browser for the next visit. Anything unreadable is as if never chosen. */
const preferencesSchema = z.object({
  /** What this device looks with. */
  model: z.string().optional().catch(undefined),
  /** What the server looks with instead, as no device runs it, and where pictures were looked at before it was chosen. */
  serverOnlyModel: z.object({ name: z.string(), before: z.enum(PLACE_WISHES) }).optional().catch(undefined),
  /** None: the best engine there is. */
  engine: z.enum(BROWSER_ENGINES).optional().catch(undefined),
  /** By model, 0 to 1: scores of different models mean different things. */
  thresholds: z.record(z.string(), z.number().min(0).max(1)).catch({}),
  /** Sides of the input, by model; without it the speed of whoever looks decides. */
  sizes: z.record(z.string(), z.int().positive()).catch({}),
  place: z.enum(PLACE_WISHES).catch('device'),
  /** A person has agreed that pictures are sent to the server. */
  maySend: z.boolean().catch(false),
  /** Of a server that serves only who has it. */
  token: z.string().optional().catch(undefined),
  facing: z.enum(['user', 'environment']).optional().catch(undefined),
  cameraId: z.string().optional().catch(undefined),
  /** By camera, where a person chose it. */
  mirrored: z.record(z.string(), z.boolean()).catch({}),
  resolution: z.enum(RESOLUTION_NAMES).optional().catch(undefined),
  /** Categories that are not shown, by model. */
  hidden: z.record(z.string(), z.array(z.int())).catch({}),
  readAloud: z.boolean().catch(false),
});

export type Preferences = Readonly<z.infer<typeof preferencesSchema>>;

export const DEFAULT_PREFERENCES: Preferences = { thresholds: {}, sizes: {}, hidden: {}, mirrored: {}, place: 'device', maySend: false, readAloud: false };

const KEY = 'fovea.live';

export function parsePreferences(text: string | null): Preferences {
  try {
    return preferencesSchema.parse({ ...DEFAULT_PREFERENCES, ...z.record(z.string(), z.unknown()).parse(JSON.parse(text ?? '{}')) });
  } catch {
    return DEFAULT_PREFERENCES;
  }
}

/** Storage may be forbidden; then a visit starts with the defaults. */
export function loadPreferences(): Preferences {
  try {
    return parsePreferences(localStorage.getItem(KEY));
  } catch {
    return DEFAULT_PREFERENCES;
  }
}

export function savePreferences(preferences: Preferences): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // A full or forbidden storage costs the memory of a choice and nothing else.
  }
}
