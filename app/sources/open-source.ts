import { openCamera, type CameraWish } from './camera/open-camera';
import { explainCameraError, whyNoCameraApi } from './camera/camera-failure';
import type { ResolutionName } from './camera/resolution';
import { fetchSample } from './samples/samples';
import { openFile } from './files/open-file';
import type { Source, SourceWish, StreamSource } from './source';
import { SourceError } from './source-error';

/** @param resolution of a camera's pictures. @throws SourceError */
export async function openSource(wish: SourceWish, resolution?: ResolutionName): Promise<Source> {
  if (wish.kind === 'file') return await openFile(wish.file);
  if (wish.kind === 'sample') return { ...await openFile(await fetchSample(wish.sample)), title: wish.sample.title };
  const missing = whyNoCameraApi({ isSecureContext: window.isSecureContext, hasMediaDevices: 'mediaDevices' in navigator });
  if (missing !== undefined) throw new SourceError(missing);
  try {
    return wish.kind === 'screen' ? await openScreen() : await openCameraSource(wish, resolution);
  } catch (error) {
    throw new SourceError(explainCameraError(error, wish.kind), { cause: error });
  }
}

/** Whether this browser lets a page see a screen; those of phones do not. */
export const canShareScreen = (): boolean => 'mediaDevices' in navigator && 'getDisplayMedia' in navigator.mediaDevices;

async function openCameraSource(wish: CameraWish, resolution: ResolutionName | undefined): Promise<StreamSource> {
  const { stream, track, label, deviceId, mirrored } = await openCamera(wish, resolution);
  return { kind: 'camera', stream, track, deviceId, mirrored, title: label === '' ? 'Camera' : label, close: () => stopTracks(stream) };
}

async function openScreen(): Promise<StreamSource> {
  const stream = await navigator.mediaDevices.getDisplayMedia({ video: true, audio: false });
  const [track] = stream.getVideoTracks();
  if (track === undefined) throw new DOMException('The screen gave no picture.', 'NotFoundError');
  return { kind: 'screen', stream, track, deviceId: undefined, mirrored: false, title: 'Shared screen', close: () => stopTracks(stream) };
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
