import { RESOLUTIONS, type ResolutionName } from './resolution';

/** Which camera a person wants: a certain one, or the one on a side of the phone. */
export interface CameraWish {
  readonly deviceId?: string | undefined;
  readonly facing?: Facing | undefined;
  readonly resolution?: ResolutionName | undefined;
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
 * Asks for a camera. What cannot be met is given up step by step: the size first, then which camera.
 * @throws what getUserMedia rejects with; `explainCameraError` turns it into words
 */
export async function openCamera({ deviceId, facing = 'environment', resolution = 'standard' }: CameraWish): Promise<OpenCamera> {
  const which: MediaTrackConstraints = deviceId === undefined ? { facingMode: { ideal: facing } } : { deviceId: { exact: deviceId } };
  const { width, height } = RESOLUTIONS[resolution];
  const preferred: MediaTrackConstraints = { ...which, width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: 30 } };
  const attempts: readonly (MediaTrackConstraints | true)[] = [preferred, which, true];
  const stream = await firstThatIsMet(attempts);
  const [track] = stream.getVideoTracks();
  if (track === undefined) throw new DOMException('The camera gave no picture.', 'NotFoundError');
  const settings = track.getSettings();
  return { stream, track, label: track.label, deviceId: settings.deviceId, mirrored: isMirrored(settings.facingMode, track.label) };
}

/** Phones say which way a camera looks; a computer's says nothing and looks at its user. */
export function isMirrored(facingMode: string | undefined, label: string): boolean {
  if (facingMode !== undefined && facingMode !== '') return facingMode === 'user';
  return !/back|rear|environment/i.test(label);
}

async function firstThatIsMet(attempts: readonly (MediaTrackConstraints | true)[]): Promise<MediaStream> {
  let last: unknown;
  for (const video of attempts) {
    try {
      return await navigator.mediaDevices.getUserMedia({ video, audio: false });
    } catch (error) {
      last = error;
      if (!(error instanceof Error && error.name === 'OverconstrainedError')) break;
    }
  }
  throw last;
}
