import { InvalidInputError } from '../../../models/errors';
import { openPicture } from '../pictures/open-picture';
import { PictureError } from '../pictures/picture-error';
import { inOrder } from '../batches/in-order';
import type { Problems } from '../problems';
import type { ClassificationRecord } from '../record';

/** A data set of small pictures, whole in memory. */
export interface PictureBytes {
  /** Of every picture, pixels. */
  readonly side: number;
  /** [n, side, side, 3], RGB. */
  readonly pixels: Uint8Array;
  /** [n], indices of classes. */
  readonly labels: Uint8Array;
}

/** libvips decodes on threads of its own. */
const AHEAD = 8;

/**
 * Decodes pictures that are small enough to stay in memory, 3 KB each at 32 pixels.
 * @param side what every picture must measure, both ways; nothing is scaled
 * @param problems gathers the files that are no picture, or of another size
 * @throws InvalidInputError where none is left
 */
export async function readPictureBytes(records: readonly ClassificationRecord[], side: number, problems: Problems): Promise<PictureBytes> {
  const length = side * side * 3;
  const pixels = new Uint8Array(records.length * length);
  const labels = new Uint8Array(records.length);
  let count = 0;
  for await (const { decoded, category } of inOrder(records.map((record) => () => decode(record, side, problems)), AHEAD)) {
    if (decoded === undefined) continue;
    pixels.set(decoded, count * length);
    labels[count++] = category;
  }
  if (count === 0) throw new InvalidInputError(`None of ${records.length} pictures is ${side} x ${side} pixels, the first one being ${records[0]?.file ?? 'missing'}.`);
  return { side, pixels: pixels.subarray(0, count * length), labels: labels.subarray(0, count) };
}

async function decode({ file, category }: ClassificationRecord, side: number, problems: Problems): Promise<{ readonly decoded?: Uint8Array; readonly category: number }> {
  try {
    const picture = await openPicture(file);
    const { width, height } = picture.size.shown;
    if (width !== side || height !== side) {
      problems.add('size differs', `${file}: it is ${width} x ${height}; expected ${side} x ${side}`);
      return { category };
    }
    const { data } = await picture.decode({ orientation: 'shown', background: [0, 0, 0] });
    return { decoded: data, category };
  } catch (error) {
    if (!(error instanceof PictureError)) throw error;
    problems.add(error.kind, error.message);
    return { category };
  }
}
