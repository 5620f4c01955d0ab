import type { Random } from '../../../models/tensor/random';
import type { PictureBytes } from '../sources/picture-bytes';

export interface ByteBatchesOptions {
  readonly pictures: PictureBytes;
  readonly batchSize: number;
  /** Per channel, RGB, on the 0 to 255 scale: what is given is (pixel - mean) / std, and 0 beyond the edge. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  /** Pixels by which a picture is moved at most, each way along each axis; 4 as the papers have it. */
  readonly shift: number;
  /** Whether every second picture is mirrored. */
  readonly flip: boolean;
  /** Decides order, shifts and mirrors; batch number n is the same whichever was the first. */
  readonly random: Random;
}

export interface ByteBatch {
  /** [n, side, side, 3] */
  readonly images: Float32Array;
  /** [n] */
  readonly labels: Int32Array;
}

/**
 * Batches of pictures that lie in memory, shifted and mirrored as the papers on CIFAR do (He et al. 2016, section 4.2). An
 * epoch shows each once, in an order of its own; what does not fill a batch at its end is left out of it. A batch of 128 takes
 * about a millisecond, so it is made where it is used.
 */
export function byteBatches(options: ByteBatchesOptions): { readonly perEpoch: number; readonly from: (first: number) => AsyncGenerator<ByteBatch, void, undefined> } {
  const { pictures: { labels }, batchSize, random } = options;
  const perEpoch = Math.floor(labels.length / batchSize);
  if (perEpoch === 0) throw new RangeError(`${labels.length} pictures do not fill a batch of ${batchSize}.`);
  return {
    perEpoch,
    async *from(first) {
      let epoch = -1;
      let order = new Int32Array();
      for (let number = first; ; number++) {
        if (Math.floor(number / perEpoch) !== epoch) {
          epoch = Math.floor(number / perEpoch);
          order = random.fork(`epoch ${epoch}`).shuffle(Int32Array.from(labels.keys()));
        }
        const start = (number % perEpoch) * batchSize;
        yield await Promise.resolve(batchOf(order.subarray(start, start + batchSize), options, random.fork(`batch ${number}`)));
      }
    },
  };
}

function batchOf(chosen: Int32Array, { pictures: { side, pixels, labels }, mean, std, shift, flip }: ByteBatchesOptions, random: Random): ByteBatch {
  const row = side * 3;
  const images = new Float32Array(chosen.length * side * row);
  for (const [place, index] of chosen.entries()) {
    const [down, right] = [random.int(2 * shift + 1) - shift, random.int(2 * shift + 1) - shift];
    const mirrored = flip && random.next() < 0.5;
    for (let y = Math.max(0, down); y < Math.min(side, side + down); y++) {
      const from = (index * side + y - down) * row;
      const to = (place * side + y) * row;
      for (let x = Math.max(0, right); x < Math.min(side, side + right); x++) {
        const source = from + 3 * (mirrored ? side - 1 - (x - right) : x - right);
        for (let channel = 0; channel < 3; channel++) {
          images[to + 3 * x + channel] = ((pixels[source + channel] ?? 0) - (mean[channel] ?? 0)) / (std[channel] ?? 1);
        }
      }
    }
  }
  return { images, labels: Int32Array.from(chosen, (index) => labels[index] ?? 0) };
}
