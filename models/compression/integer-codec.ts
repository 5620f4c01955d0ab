import { type BitCoder, Contexts } from './bit-coder';

/** Magnitudes have at most so many bits. */
export const LARGEST_BITS = 15;
const LEVELS = 16;
/** Means of magnitudes are kept in units of 2^-12 and follow with a sixteenth of the difference. */
const MEAN_BITS = 12;
const MEAN_SHIFT = 4;
/** Means before anything was seen: half of one. */
const FIRST_MEAN = 1 << (MEAN_BITS - 1);
/** Below its highest bit, so many bits of a magnitude are coded each in its own context; the rest by their place. */
const PREFIX_BITS = 3;
const DETAIL = 32;

/**
 * Codes whole numbers that spread around 0, as quantised weights do (the binarisation of Wiedemann et al. 2020, "DeepCABAC",
 * section III-B, with other contexts): is it 0, its sign, how many bits its magnitude has, these bits. How likely each is
 * depends on how large the numbers were lately in this row and before in this column, so that rows and columns that pruning
 * emptied cost almost nothing.
 */
export class IntegerCodec {
  private readonly nonZero = new Contexts(LEVELS * LEVELS);
  private readonly negative = new Contexts(1);
  private readonly longer = new Contexts(2 * LEVELS * LARGEST_BITS);
  private readonly detail = new Contexts((LARGEST_BITS + 1) * DETAIL);

  constructor(private readonly coder: BitCoder) {}

  /**
   * @param values given where they are written, filled where they are read
   * @param rowLength after how many of them a row ends
   * @param bits of the greatest magnitude, 0 to LARGEST_BITS
   */
  code(values: Int32Array, rowLength: number, bits: number): void {
    if (bits === 0) return;
    const columns = new Int32Array(rowLength).fill(FIRST_MEAN);
    let row = FIRST_MEAN;
    let column = 0;
    for (let i = 0; i < values.length; i++) {
      const above = columns[column] ?? 0;
      const value = this.one(values[i] ?? 0, row, above, bits);
      values[i] = value;
      const mean = Math.abs(value) << MEAN_BITS;
      row += (mean - row) >> MEAN_SHIFT;
      columns[column] = above + ((mean - above) >> MEAN_SHIFT);
      if (++column === rowLength) column = 0;
    }
  }

  private one(given: number, row: number, above: number, bits: number): number {
    const { coder } = this;
    if (coder.bit(this.nonZero, levelOf(row) * LEVELS + levelOf(above), given === 0 ? 0 : 1) === 0) return 0;
    const sign = coder.bit(this.negative, 0, given < 0 ? 1 : 0);
    const magnitude = Math.abs(given);
    const length = 32 - Math.clz32(magnitude);
    const first = fineLevelOf(row + above) * LARGEST_BITS;
    let count = 1;
    while (count < bits && coder.bit(this.longer, first + count - 1, length > count ? 1 : 0) === 1) count++;
    let read = 1;
    for (let left = count - 2; left >= 0; left--) {
      const depth = count - 2 - left;
      const context = count * DETAIL + (depth < PREFIX_BITS ? read : (1 << PREFIX_BITS) + left);
      read = (read << 1) | coder.bit(this.detail, context, (magnitude >> left) & 1);
    }
    return sign === 1 ? -read : read;
  }
}

/** The octave of a mean, from a 256th up. */
const levelOf = (mean: number): number => Math.min(LEVELS - 1, Math.max(0, 32 - Math.clz32(mean) - 4));

/** Half octaves. */
function fineLevelOf(mean: number): number {
  const octave = 32 - Math.clz32(mean | 1);
  const half = octave < 2 ? 0 : (mean >> (octave - 2)) & 1;
  return Math.min(2 * LEVELS - 1, Math.max(0, 2 * (octave - 9) + half));
}
