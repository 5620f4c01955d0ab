import { InvalidInputError } from '../../../models/errors';
import type { Size } from '../../../models/geometry/box';
import { inOrder } from '../batches/in-order';
import { openPicture } from '../pictures/open-picture';
import { PictureError } from '../pictures/picture-error';
import type { Problems } from '../problems';

/** Pictures as squares of one size, whole in memory: 190 KB each at 256 pixels. */
export interface PictureSquares {
  readonly side: number;
  readonly count: number;
  /** [count, side, side, 3], RGB. */
  readonly pixels: Uint8Array;
}

/** libvips decodes on threads of its own. */
const AHEAD = 8;

/**
 * Reads pictures of any size: each is shrunk, or enlarged, until its shorter side fits, and its middle is kept.
 * @param problems gathers the files that are no picture
 * @throws InvalidInputError where none is left
 */
export async function readPictureSquares(files: readonly string[], side: number, problems: Problems): Promise<PictureSquares> {
  const length = side * side * 3;
  const pixels = new Uint8Array(files.length * length);
  let count = 0;
  for await (const square of inOrder(files.map((file) => () => readSquare(file, side, problems)), AHEAD)) {
    if (square !== undefined) pixels.set(square, length * count++);
  }
  if (count === 0) throw new InvalidInputError(`None of ${files.length} files is a picture, the first one being ${files[0] ?? 'missing'}.`);
  return { side, count, pixels: pixels.subarray(0, count * length) };
}

async function readSquare(file: string, side: number, problems: Problems): Promise<Uint8Array | undefined> {
  try {
    const picture = await openPicture(file);
    const size = covering(picture.size.shown, side);
    const { data } = await picture.decode({ orientation: 'shown', background: [255, 255, 255], size });
    const [left, top] = [Math.floor((size.width - side) / 2), Math.floor((size.height - side) / 2)];
    const square = new Uint8Array(side * side * 3);
    for (let y = 0; y < side; y++) {
      const from = 3 * ((top + y) * size.width + left);
      square.set(data.subarray(from, from + 3 * side), 3 * y * side);
    }
    return square;
  } catch (error) {
    if (!(error instanceof PictureError)) throw error;
    problems.add(error.kind, error.message);
    return undefined;
  }
}

/** The size at which the shorter side is `side`. */
export function covering({ width, height }: Size, side: number): Size {
  const scale = side / Math.min(width, height);
  return { width: Math.max(side, Math.round(width * scale)), height: Math.max(side, Math.round(height * scale)) };
}
