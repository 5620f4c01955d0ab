/** Why there is no picture from a camera or a screen, and what a person can do about it. */
export interface CameraFailure {
  readonly kind: 'insecure' | 'unsupported' | 'refused' | 'blocked' | 'none' | 'in-use' | 'unsuitable' | 'unplugged' | 'stalled' | 'cancelled' | 'unknown';
  readonly title: string;
  /** What to do. */
  readonly advice: string;
}

/** What a page can know about its surroundings when it is refused a camera. */
export interface CameraSurroundings {
  readonly isSecureContext: boolean;
  readonly hasMediaDevices: boolean;
}

const OTHERWISE = 'Or look at a picture or a video file instead.';

/** Before asking: browsers hide cameras from pages that came over plain http. */
export function whyNoCameraApi({ isSecureContext, hasMediaDevices }: CameraSurroundings): CameraFailure | undefined {
  if (hasMediaDevices) return undefined;
  if (!isSecureContext) {
    return {
      kind: 'insecure',
      title: 'The camera needs a secure address',
      advice: `Browsers give the camera to https pages only. Start Fovea with "npm start -- --https" and open the https address that it prints. ${OTHERWISE}`,
    };
  }
  return { kind: 'unsupported', title: 'This browser offers no camera', advice: `Open this page in Chrome, Edge, Firefox or Safari. ${OTHERWISE}` };
}

/** After asking: what getUserMedia or getDisplayMedia rejected with. */
export function explainCameraError(error: unknown, what: 'camera' | 'screen'): CameraFailure {
  const name = error instanceof Error ? error.name : '';
  const message = error instanceof Error ? error.message : String(error);
  switch (name) {
    case 'NotAllowedError':
      if (/system/i.test(message)) {
        return { kind: 'blocked', title: `The system keeps the ${what} from this browser`, advice: `Allow the ${what} for this browser in the system's privacy settings, then try again. ${OTHERWISE}` };
      }
      return what === 'screen'
        ? { kind: 'cancelled', title: 'No screen was chosen', advice: 'Choose one to share, then try again.' }
        : { kind: 'refused', title: 'The camera was not allowed', advice: `Allow it for this page, by the icon beside the address, then try again. ${OTHERWISE}` };
    case 'SecurityError':
      return { kind: 'blocked', title: `The ${what} is switched off for this page`, advice: `A setting of the browser or of the page around this one forbids it. Change it, then try again. ${OTHERWISE}` };
    case 'NotFoundError':
    case 'DevicesNotFoundError':
      return { kind: 'none', title: `No ${what} was found`, advice: `Connect one, then try again. ${OTHERWISE}` };
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return { kind: 'in-use', title: `The ${what} does not answer`, advice: `Another program may be using it. Close that program, then try again. ${OTHERWISE}` };
    case 'OverconstrainedError':
    case 'ConstraintNotSatisfiedError':
      return { kind: 'unsuitable', title: `That ${what} cannot be used`, advice: `Choose another ${what}, then try again. ${OTHERWISE}` };
    default:
      return { kind: 'unknown', title: `The ${what} did not start`, advice: `The browser says: ${message}. Try again. ${OTHERWISE}` };
  }
}

export const UNPLUGGED: CameraFailure = {
  kind: 'unplugged',
  title: 'The camera has stopped',
  advice: `It was unplugged, or taken by another program. Check it, then try again. ${OTHERWISE}`,
};

export const STALLED: CameraFailure = {
  kind: 'stalled',
  title: 'The camera has stopped giving pictures',
  advice: `It is there, but nothing comes from it. Unplug it and plug it in again, or close other programs that use it, then try again. ${OTHERWISE}`,
};

/** What a camera that is plugged in, or given back by another program, may cure. */
export const CURED_BY_A_DEVICE: readonly string[] = ['none', 'in-use', 'unplugged', 'stalled'] satisfies readonly CameraFailure['kind'][];
