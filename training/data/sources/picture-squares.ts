import { InvalidInputError } from '../../../models/errors';
import type { Size } from '../../../models/geometry/box';
import type { Problems } from '../problems';
import { pixelsOfEach } from './pixels-of-each';

/** Pictures as squares of one size, whole in memory: 190 KB each at 256 pixels. */
export interface PictureSquares {
  readonly side: number;
  readonly count: number;
  /** [count, side, side, 3], RGB. */
  readonly pixels: Uint8Array;
}

/**
 * Reads pictures of any size: each is shrunk, or enlarged, until its shorter side fits, and its middle is kept.
 * @param problems gathers the files that are no picture
 * @throws InvalidInputError where none is left
 */
export async function readPictureSquares(files: readonly string[], side: number, problems: Problems): Promise<PictureSquares> {
  const { pixels, kept } = await pixelsOfEach(files, side * side * 3, async (picture) => {
    const size = covering(picture.size.shown, side);
    const { data } = await picture.decode({ orientation: 'shown', background: [255, 255, 255], size });
    return middleOf(data, size, side);
  }, problems);
  if (kept.length === 0) throw new InvalidInputError(`None of ${files.length} files is a picture, the first one being ${files[0] ?? 'missing'}.`);
  return { side, count: kept.length, pixels };
}

function middleOf(data: Uint8Array, { width, height }: Size, side: number): Uint8Array {
  const [left, top] = [Math.floor((width - side) / 2), Math.floor((height - side) / 2)];
  const square = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    const from = 3 * ((top + y) * width + left);
    square.set(data.subarray(from, from + 3 * side), 3 * y * side);
  }
  return square;
}

/** The size at which the shorter side is `side`. */
export function covering({ width, height }: Size, side: number): Size {
  const scale = side / Math.min(width, height);
  return { width: Math.max(side, Math.round(width * scale)), height: Math.max(side, Math.round(height * scale)) };
}
