import { FORMAT_BYTES, formatOf, type FileFormat } from './file-format';
import { hasPicture } from './has-picture';
import { SourceError } from '../source-error';
import type { PictureSource, Source, SourceFailure, VideoSource } from '../source';

/** Larger pictures are shrunk: no network looks at more, and a phone's memory is small. */
const LONGEST_SIDE = 2048;

const KNOWN_EVERYWHERE = 'a JPEG, PNG, WebP or GIF picture, or an MP4 or WebM video';

/** A picture or a video that a person chose or dropped, known by its bytes and not by its name. @throws SourceError when the browser cannot show it */
export async function openFile(file: File): Promise<Source> {
  const beginning = await file.slice(0, FORMAT_BYTES).arrayBuffer().catch((cause: unknown) => {
    throw new SourceError({ kind: 'unreadable', title: 'That file could not be read', advice: `"${file.name}" may have been moved or deleted, or be a folder. Choose ${KNOWN_EVERYWHERE}.` }, { cause });
  });
  const format = formatOf(new Uint8Array(beginning));
  if (format === undefined) {
    throw new SourceError({ kind: 'unreadable', title: 'That file is neither a picture nor a video', advice: `"${file.name}" could not be read. Choose ${KNOWN_EVERYWHERE}.` });
  }
  const known = new File([file], file.name, { type: format.type });
  return format.kind === 'video' ? await openVideo(known, format) : await openPicture(known, format);
}

async function openPicture(file: File, format: FileFormat): Promise<PictureSource> {
  const bitmap = await decodePicture(file).catch((cause: unknown) => {
    throw new SourceError(notShown(file.name, format), { cause });
  });
  return { kind: 'picture', bitmap, title: file.name, close: () => bitmap.close() };
}

function notShown(title: string, { name, universal }: FileFormat): SourceFailure {
  return universal === true
    ? { kind: 'too-large', title: 'That picture cannot be shown on this device', advice: `"${title}" may be too large for this device, or damaged. Choose a smaller one.` }
    : { kind: 'unreadable', title: `This browser does not show that ${name} picture`, advice: `Save "${title}" as JPEG or PNG and choose that, or try another browser.` };
}

async function decodePicture(content: Blob): Promise<ImageBitmap> {
  const whole = await createImageBitmap(content, { imageOrientation: 'from-image' });
  const shrink = LONGEST_SIDE / Math.max(whole.width, whole.height);
  if (shrink >= 1) return whole;
  try {
    return await createImageBitmap(whole, { resizeWidth: Math.round(whole.width * shrink), resizeHeight: Math.round(whole.height * shrink), resizeQuality: 'high' });
  } finally {
    whole.close();
  }
}

async function openVideo(file: File, { name }: FileFormat): Promise<VideoSource> {
  const url = URL.createObjectURL(file);
  if (await hasPicture(url)) return { kind: 'video', file, url, title: file.name, close: () => URL.revokeObjectURL(url) };
  URL.revokeObjectURL(url);
  throw new SourceError({
    kind: 'unreadable',
    title: `This browser does not play that ${name} video`,
    advice: `"${file.name}" could not be decoded, or has no picture. Choose an MP4 (H.264) or WebM video, or a picture.`,
  });
}
