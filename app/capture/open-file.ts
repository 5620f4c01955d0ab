import { SourceError } from './source-error';
import type { PictureSource, Source, SourceFailure, VideoSource } from './source';

/** Larger pictures are shrunk: no network looks at more, and a phone's memory is small. */
const LONGEST_SIDE = 2048;
/** How pictures begin that browsers show, a character for each byte: PNG, JPEG, GIF, WebP, AVIF. */
const SIGNATURES = /^(\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP|....ftypavi)/s;

/** A picture or a video that a person chose or dropped. @throws SourceError when the browser cannot show it */
export async function openFile(file: File): Promise<Source> {
  return file.type.startsWith('video/') ? await openVideo(file) : await openPicture(file);
}

async function openPicture(file: File): Promise<PictureSource> {
  const bitmap = await decodePicture(file).catch(async (cause: unknown) => {
    throw new SourceError(await whyUndecoded(file), { cause });
  });
  return { kind: 'picture', bitmap, title: file.name, close: () => bitmap.close() };
}

async function whyUndecoded(file: File): Promise<SourceFailure> {
  const beginning = String.fromCharCode(...new Uint8Array(await file.slice(0, 12).arrayBuffer().catch(() => new ArrayBuffer())));
  return SIGNATURES.test(beginning)
    ? { kind: 'too-large', title: 'That picture cannot be shown on this device', advice: `"${file.name}" may be too large for this device, or damaged. Choose a smaller one.` }
    : { kind: 'unreadable', title: 'That file is not a picture that this browser can show', advice: `"${file.name}" could not be read. Choose a JPEG, PNG, WebP or GIF picture, or an MP4 or WebM video.` };
}

async function decodePicture(file: File): Promise<ImageBitmap> {
  const whole = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const shrink = LONGEST_SIDE / Math.max(whole.width, whole.height);
  if (shrink >= 1) return whole;
  try {
    return await createImageBitmap(whole, { resizeWidth: Math.round(whole.width * shrink), resizeHeight: Math.round(whole.height * shrink), resizeQuality: 'high' });
  } finally {
    whole.close();
  }
}

async function openVideo(file: File): Promise<VideoSource> {
  const url = URL.createObjectURL(file);
  try {
    await firstPicture(url);
  } catch (cause) {
    URL.revokeObjectURL(url);
    throw new SourceError({
      kind: 'unreadable',
      title: 'That video cannot be played in this browser',
      advice: `"${file.name}" could not be decoded. Choose an MP4 (H.264) or WebM video, or a picture.`,
    }, { cause });
  }
  return { kind: 'video', file, url, title: file.name, close: () => URL.revokeObjectURL(url) };
}

/** Whether there is a picture shows only when the first one is decoded. */
function firstPicture(url: string): Promise<void> {
  const probe = document.createElement('video');
  probe.muted = true;
  probe.preload = 'auto';
  return new Promise<void>((resolve, reject) => {
    probe.addEventListener('loadeddata', () => (probe.videoWidth > 0 ? resolve() : reject(new Error('It has no picture.'))), { once: true });
    probe.addEventListener('error', () => reject(new Error(probe.error?.message ?? 'It could not be read.')), { once: true });
    probe.src = url;
  }).finally(() => {
    probe.removeAttribute('src');
    probe.load();
  });
}
