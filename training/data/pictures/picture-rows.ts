import type { Size } from '../../../models/geometry/box';

/** Rows of an RGB picture as if it were enlarged to `size` by bilinear interpolation between the centres of pixels. */
export class PictureRows {
  private readonly row: Float32Array;
  /** Where the left neighbour of each column lies, and how much the right one counts. */
  private readonly offsets: Int32Array;
  private readonly weights: Float32Array;

  /** @param columns of the enlarged picture that are wanted, without `to` */
  constructor(private readonly picture: Size & { readonly data: Uint8Array }, private readonly size: Size, columns: { readonly from: number; readonly to: number }) {
    const count = Math.max(0, columns.to - columns.from);
    this.row = new Float32Array(count * 3);
    this.offsets = new Int32Array(count);
    this.weights = new Float32Array(count);
    for (let x = 0; x < count; x++) {
      const [first, weight] = neighbours(columns.from + x, picture.width, size.width);
      this.offsets[x] = 3 * first;
      this.weights[x] = weight;
    }
  }

  /** Row `y` of the enlarged picture, RGB of the columns that were asked for; overwritten by the next call. */
  at(y: number): Float32Array {
    const { picture: { data, width, height }, offsets, weights, row } = this;
    const [first, weightBelow] = neighbours(y, height, this.size.height);
    const above = first * width * 3;
    const below = weightBelow > 0 ? above + width * 3 : above;
    if (weightBelow === 0 && width === this.size.width) {
      const start = above + (offsets[0] ?? 0);
      row.set(data.subarray(start, start + row.length));
      return row;
    }
    for (let x = 0, to = 0; to < row.length; x++, to += 3) {
      const offset = offsets[x] ?? 0;
      const weight = weights[x] ?? 0;
      const onward = weight > 0 ? 3 : 0;
      for (let c = 0; c < 3; c++) {
        const upper = data[above + offset + c] ?? 0;
        const lower = data[below + offset + c] ?? 0;
        const top = upper + weight * ((data[above + offset + c + onward] ?? 0) - upper);
        const bottom = lower + weight * ((data[below + offset + c + onward] ?? 0) - lower);
        row[to + c] = top + weightBelow * (bottom - top);
      }
    }
    return row;
  }
}

/** The pixel at or before the centre of pixel `at` of `to`, in a row of `from` pixels, and the weight of the one after it. */
function neighbours(at: number, from: number, to: number): readonly [first: number, weight: number] {
  const centre = Math.min(from - 1, Math.max(0, ((at + 0.5) * from) / to - 0.5));
  const first = Math.floor(centre);
  return [first, centre - first];
}
