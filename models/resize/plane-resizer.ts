import type { Size } from '../geometry/box';
import { axisWeights, type AxisWeights } from './axis-weights';
import { sumRows, type ByteRows } from './row-sums';

/**
 * Resizes a plane, row by row: the mean of what a sample covers where it shrinks, bilinear interpolation where it grows.
 * This is how every picture comes to a network, on the device, on the server, and while it is measured: a network answers
 * otherwise where edges are less sharp. Which of the usual filters it is hardly matters to accuracy; this one is exact at
 * every ratio with the fewest products, and is what WebP's decoder does, which shrinks the pictures of training.
 */
export class PlaneResizer {
  private readonly columns: AxisWeights;
  private readonly rows: AxisWeights;
  /** Bytes of a source row. */
  private readonly length: number;

  /**
   * @param from may end with half a pixel, see `axisWeights`
   * @param channels bytes of each pixel
   */
  constructor(from: Size, private readonly to: Size, private readonly channels: number) {
    this.columns = axisWeights(from.width, to.width);
    this.rows = axisWeights(from.height, to.height);
    this.length = channels * Math.ceil(from.width);
  }

  /** Row `y` of the result. @param into [to.width] for each channel that is wanted, 0 to 255, not rounded */
  row({ bytes, offset, stride }: ByteRows, y: number, ...into: readonly Float32Array[]): void {
    const { rows, columns: { first, starts, weights }, to: { width }, channels } = this;
    const sums = sumRows({ bytes, offset: offset + (rows.first[y] ?? 0) * stride, stride }, rows.weights.subarray(rows.starts[y], rows.starts[y + 1]), this.length);
    for (let channel = 0; channel < into.length; channel++) {
      const samples = into[channel];
      if (samples === undefined) continue;
      for (let x = 0, tap = 0; x < width; x++) {
        let sum = 0;
        const end = starts[x + 1] ?? 0;
        for (let from = channels * (first[x] ?? 0) + channel; tap < end; from += channels, tap++) sum += (weights[tap] ?? 0) * (sums[from] ?? 0);
        samples[x] = sum;
      }
    }
  }
}
