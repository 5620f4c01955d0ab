import type { Box, Size } from '../../geometry/box';
import { axisWeights, type AxisWeights } from './axis-weights';
import { columnTaps, type ColumnTaps } from './column-taps';
import { resizeRow, type ByteRows } from './resize-row';

/**
 * Resizes a plane, row by row: the mean of what a sample covers where it shrinks, bilinear interpolation where it grows.
 * This is how every picture comes to a network, on the device, on the server, and while it is measured: a network answers
 * otherwise where edges are less sharp. Which of the usual filters it is hardly matters to accuracy; this one is exact at
 * every ratio with the fewest products, and is what WebP's decoder does, which shrinks the pictures of training.
 */
export class PlaneResizer {
  private readonly columns: ColumnTaps;
  private readonly rows: AxisWeights;
  /** Where in a source row the bytes begin that are read, and how many there are. */
  private readonly begin: number;
  private readonly length: number;

  /**
   * @param from may end with half a pixel, see `axisWeights`
   * @param channels bytes of each pixel
   * @param part of the plane, in its pixels; by default all of it
   */
  constructor(from: Size, to: Size, private readonly channels: number, part: Box = { x: 0, y: 0, ...from }) {
    const columns = axisWeights(from.width, to.width, { start: part.x, length: part.width });
    const begin = columns.first[0] ?? 0;
    const last = to.width - 1;
    const end = (columns.first[last] ?? 0) + (columns.starts[last + 1] ?? 0) - (columns.starts[last] ?? 0);
    this.columns = columnTaps({ ...columns, first: columns.first.map((column) => column - begin) }, channels);
    this.rows = axisWeights(from.height, to.height, { start: part.y, length: part.height });
    this.begin = channels * begin;
    this.length = channels * (end - begin);
  }

  /** Row `y` of the result. @param into [to.width] for each channel that is wanted, 0 to 255, not rounded */
  row({ bytes, offset, stride }: ByteRows, y: number, ...into: readonly Float32Array[]): void {
    const { columns, begin, length, channels, rows: { first, starts, weights } } = this;
    const covered = { bytes, offset: offset + (first[y] ?? 0) * stride + begin, stride };
    resizeRow(covered, { weights: weights.subarray(starts[y], starts[y + 1]), columns, length, channels }, into);
  }
}
