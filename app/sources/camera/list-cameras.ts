import type { CameraWish } from './open-camera';

/** A camera, and what it is called. */
export interface CameraChoice extends CameraWish {
  readonly label: string;
}

/** The cameras to choose from. Until one was allowed they cannot be told apart: then the sides of a phone, or just the camera. */
export async function listCameras(): Promise<readonly CameraChoice[]> {
  const devices = await navigator.mediaDevices?.enumerateDevices().catch(() => []);
  const cameras = (devices ?? []).filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId !== '');
  if (cameras.length === 0) return isHandheld() ? [{ label: 'Back camera', facing: 'environment' }, { label: 'Front camera', facing: 'user' }] : [{ label: 'Camera' }];
  const labels = cameraNames(cameras.map(({ label }) => label));
  return cameras.map(({ deviceId }, index) => ({ deviceId, label: labels[index] ?? '' }));
}

/** A device that is held is touched, and has a camera on either side. */
const isHandheld = (): boolean => matchMedia('(pointer: coarse)').matches;

/** Cameras as people call them: those of a phone by the side that they look to, others without their maker's numbers; each name once. */
export function cameraNames(labels: readonly string[]): string[] {
  const names = labels.map((label) => {
    const [, side] = /facing (back|front)\b/i.exec(label) ?? [];
    if (side !== undefined) return `${side.charAt(0).toUpperCase()}${side.slice(1).toLowerCase()} camera`;
    return label.replace(/\s*\([0-9a-f]{4}:[0-9a-f]{4}\)$/i, '').trim() || 'Camera';
  });
  return names.map((name, index) => {
    const before = names.slice(0, index).filter((other) => other === name).length;
    return before === 0 ? name : `${name} ${before + 1}`;
  });
}

/** Whether a certain camera is connected, or any at all. */
export async function isConnected(deviceId: string | undefined): Promise<boolean> {
  const devices = await navigator.mediaDevices?.enumerateDevices().catch(() => []);
  return (devices ?? []).some((device) => device.kind === 'videoinput' && (deviceId === undefined || device.deviceId === deviceId));
}
