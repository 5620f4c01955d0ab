import type { Random } from '../../../models/tensor/random';
import type { PictureSquares } from '../sources/picture-squares';

export interface CropBatchesOptions {
  readonly pictures: PictureSquares;
  readonly batchSize: number;
  /** Side of a crop, at most that of the pictures. */
  readonly side: number;
  /** Decides order, places and mirrors; batch number n is the same whichever was the first. */
  readonly random: Random;
}

export interface CropBatch {
  readonly number: number;
  /** [batchSize, side, side, 3], 0 to 255. */
  readonly images: Float32Array;
}

/** Endless batches of crops, every second one mirrored, of pictures drawn at random. */
export async function* cropBatches({ pictures, batchSize, side, random }: CropBatchesOptions, first: number): AsyncGenerator<CropBatch, void, undefined> {
  const room = pictures.side - side + 1;
  if (room < 1) throw new RangeError(`A crop of ${side} pixels does not fit pictures of ${pictures.side}.`);
  for (let number = first; ; number++) {
    const own = random.fork(number);
    const images = new Float32Array(batchSize * side * side * 3);
    for (let place = 0; place < batchSize; place++) {
      const [index, top, left, mirrored] = [own.int(pictures.count), own.int(room), own.int(room), own.next() < 0.5];
      for (let y = 0; y < side; y++) {
        const from = 3 * ((index * pictures.side + top + y) * pictures.side + left);
        const to = 3 * (place * side + y) * side;
        for (let x = 0; x < side; x++) {
          const source = from + 3 * (mirrored ? side - 1 - x : x);
          for (let channel = 0; channel < 3; channel++) images[to + 3 * x + channel] = pictures.pixels[source + channel] ?? 0;
        }
      }
    }
    yield await Promise.resolve({ number, images });
  }
}
