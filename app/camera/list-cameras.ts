export interface CameraChoice {
  readonly deviceId: string;
  readonly label: string;
}

/** Cameras that can be told apart: names and ids are empty until one was allowed. */
export async function listCameras(): Promise<readonly CameraChoice[]> {
  const devices = await navigator.mediaDevices?.enumerateDevices().catch(() => []);
  return (devices ?? [])
    .filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId !== '')
    .map(({ deviceId, label }, index) => ({ deviceId, label: label === '' ? `Camera ${index + 1}` : label }));
}

/** Whether a certain camera is connected, or any at all. */
export async function isConnected(deviceId: string | undefined): Promise<boolean> {
  const devices = await navigator.mediaDevices?.enumerateDevices().catch(() => []);
  return (devices ?? []).some((device) => device.kind === 'videoinput' && (deviceId === undefined || device.deviceId === deviceId));
}
