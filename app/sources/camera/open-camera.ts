import { RESOLUTIONS, type ResolutionName } from './resolution';

/** Which camera a person wants: a certain one, or the one on a side of the phone. */
export interface CameraWish {
  readonly deviceId?: string | undefined;
  readonly facing?: Facing | undefined;
}

export type Facing = 'user' | 'environment';

export interface OpenCamera {
  readonly stream: MediaStream;
  readonly track: MediaStreamTrack;
  readonly label: string;
  readonly deviceId: string | undefined;
  /** A camera that looks at its user is shown as a mirror would. */
  readonly mirrored: boolean;
}

/**
 * Asks for a camera.
 * @throws what getUserMedia rejects with; `explainCameraError` turns it into words
 */
export async function openCamera(wish: CameraWish, resolution?: ResolutionName): Promise<OpenCamera> {
  const stream = await firstThatIsMet(cameraRungs(wish, resolution));
  const [track] = stream.getVideoTracks();
  if (track === undefined) throw new DOMException('The camera gave no picture.', 'NotFoundError');
  const settings = track.getSettings();
  return { stream, track, label: track.label, deviceId: settings.deviceId, mirrored: isMirrored(settings.facingMode, track.label) };
}

/** What to ask for, one after the other. What cannot be met is given up step by step: the size first, then which camera, though not the size with it. */
export function cameraRungs({ deviceId, facing = 'environment' }: CameraWish, resolution: ResolutionName = 'standard'): readonly (MediaTrackConstraints | true)[] {
  const { width, height } = RESOLUTIONS[resolution];
  const size: MediaTrackConstraints = { width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: 30 } };
  const side: MediaTrackConstraints = { facingMode: { ideal: facing } };
  const cameras = deviceId === undefined ? [side] : [{ deviceId: { exact: deviceId } }, side];
  return [...cameras.flatMap((which) => [{ ...which, ...size }, which]), true];
}

/** Phones say which way a camera looks; a computer's says nothing and looks at its user. */
export function isMirrored(facingMode: string | undefined, label: string): boolean {
  if (facingMode !== undefined && facingMode !== '') return facingMode === 'user';
  return !/back|rear|environment/i.test(label);
}

async function firstThatIsMet(rungs: readonly (MediaTrackConstraints | true)[]): Promise<MediaStream> {
  let last: unknown;
  for (const video of rungs) {
    try {
      return await navigator.mediaDevices.getUserMedia({ video, audio: false });
    } catch (error) {
      last = error;
      if (!(error instanceof Error && error.name === 'OverconstrainedError')) break;
    }
  }
  throw last;
}
