import { InvalidInputError } from '../../../models/errors';
import { PictureError } from '../pictures/picture-error';
import type { Problems } from '../problems';
import type { ClassificationRecord } from '../record';
import { pixelsOfEach } from './pixels-of-each';

/** A data set of small pictures, whole in memory. */
export interface PictureBytes {
  /** Of every picture, pixels. */
  readonly side: number;
  /** [n, side, side, 3], RGB. */
  readonly pixels: Uint8Array;
  /** [n], indices of classes. */
  readonly labels: Uint8Array;
}

/**
 * Decodes pictures that are small enough to stay in memory, 3 KB each at 32 pixels.
 * @param side what every picture must measure, both ways; nothing is scaled
 * @param problems gathers the files that are no picture, or of another size
 * @throws InvalidInputError where none is left
 */
export async function readPictureBytes(records: readonly ClassificationRecord[], side: number, problems: Problems): Promise<PictureBytes> {
  const { pixels, kept } = await pixelsOfEach(records.map(({ file }) => file), side * side * 3, async (picture, file) => {
    const { width, height } = picture.size.shown;
    if (width !== side || height !== side) throw new PictureError('size differs', `${file}: it is ${width} x ${height}; expected ${side} x ${side}`);
    return (await picture.decode({ orientation: 'shown', background: [0, 0, 0] })).data;
  }, problems);
  if (kept.length === 0) throw new InvalidInputError(`None of ${records.length} pictures is ${side} x ${side} pixels, the first one being ${records[0]?.file ?? 'missing'}.`);
  return { side, pixels, labels: Uint8Array.from(kept, (index) => records[index]?.category ?? 0) };
}
