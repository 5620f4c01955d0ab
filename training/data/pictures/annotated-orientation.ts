import type { Orientation } from '../../../models/node/pictures/open-picture';
import { beginningOf } from '../../../models/node/pictures/picture-source';
import { inParallel } from '../in-parallel';
import { type AnnotatedFile, openPicture } from './open-picture';

const BEGINNING_BYTES = 4096;

/**
 * Which pixels the boxes of a data set are in: of its pictures as shown, or as stored. Those that an orientation turns on
 * their side tell, for their width and height are exchanged; the most decide for those that it mirrors or turns upside
 * down. Without any it is as shown, which is how people see what they annotate.
 */
export async function annotatedOrientation(pictures: readonly AnnotatedFile[]): Promise<Orientation> {
  const found = await inParallel(pictures, 16, ownOrientation);
  const count = (orientation: Orientation): number => found.filter((one) => one === orientation).length;
  return count('stored') > count('shown') ? 'stored' : 'shown';
}

/** Undefined where a picture does not tell, or cannot be read: that is said when it is its turn. */
async function ownOrientation({ file, width, height }: AnnotatedFile): Promise<Orientation | undefined> {
  const beginning = await beginningOf(file, BEGINNING_BYTES).catch(() => undefined);
  if (beginning === undefined || !mayBeTurned(beginning)) return undefined;
  const size = await openPicture(file).then((picture) => picture.size, () => undefined);
  if (size === undefined || size.shown.width === size.stored.width) return undefined;
  return (['shown', 'stored'] as const).find((one) => size[one].width === width && size[one].height === height);
}

/** EXIF stands at the beginning of a JPEG, before the pixels in a PNG; a WebP's first bytes say whether it has any. */
function mayBeTurned(beginning: Uint8Array): boolean {
  const text = Buffer.from(beginning).toString('latin1');
  if (text.startsWith('RIFF')) return text.startsWith('VP8X', 12) && ((beginning[20] ?? 0) & 0x08) !== 0;
  return !/^(\xff\xd8|\x89PNG)/.test(text) || /exif/i.test(text);
}
