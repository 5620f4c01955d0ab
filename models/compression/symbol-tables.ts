/**
 * How often each whole number comes, for static arithmetic coding (Duda 2013, "Asymmetric numeral systems", its range
 * variant): fast to read, a multiplication and two look-ups a number, and as short as adaptive coding where numbers are
 * spread evenly. There is a table for each class of channels, by how large their numbers are on average.
 */
export const TABLE_CLASSES = 16;
/** Frequencies of a table add up to 2^12. */
export const FREQUENCY_BITS = 12;
export const FREQUENCY_TOTAL = 1 << FREQUENCY_BITS;
const MOST_ZEROS = 0.75;
/** Numbers from -127 to 127 have tables. */
export const LARGEST_SYMBOL = 127;
export const SYMBOLS = 2 * LARGEST_SYMBOL + 1;
/** The state stays from here to 2^31; words of 16 bits go in and out. */
export const SMALLEST_STATE = 1 << 15;

/** The class of a channel whose magnitudes are `mean` on average: half octaves from a quarter up. */
export const classOf = (mean: number): number => Math.max(0, Math.min(TABLE_CLASSES - 1, Math.round(2 * Math.log2(mean + 1e-9)) + 4));

/** Whether numbers are coded by tables: where most are 0, contexts say more. */
export function areDense(integers: Int32Array): boolean {
  let zeros = 0;
  for (const integer of integers) {
    if (integer === 0) zeros++;
    else if (Math.abs(integer) > LARGEST_SYMBOL) return false;
  }
  return zeros < integers.length * MOST_ZEROS;
}

/** The class of each column. */
export function columnClasses(integers: Int32Array, columns: number): Int32Array {
  const sums = new Float64Array(columns);
  for (const [i, integer] of integers.entries()) sums[i % columns] = (sums[i % columns] ?? 0) + Math.abs(integer);
  return Int32Array.from(sums, (sum) => classOf((sum * columns) / integers.length));
}

/** Tables as the reader uses them, class by class, a place for each of 2^12 values of the state's lower bits. */
export class SymbolTables {
  readonly numbers = new Int8Array(TABLE_CLASSES * FREQUENCY_TOTAL);
  /** The frequency in the upper half, how far into it in the lower. */
  readonly steps = new Uint32Array(TABLE_CLASSES * FREQUENCY_TOTAL);
  private readonly known = new Set<number>();

  has(tableClass: number): boolean {
    return this.known.has(tableClass);
  }

  /** @param frequencies of -127 to 127, FREQUENCY_TOTAL together @returns whether they are */
  set(tableClass: number, frequencies: ArrayLike<number>): boolean {
    let place = 0;
    for (let symbol = 0; symbol < SYMBOLS; symbol++) {
      const frequency = frequencies[symbol] ?? 0;
      if (frequency < 0 || place + frequency > FREQUENCY_TOTAL) return false;
      for (let within = 0; within < frequency; within++, place++) {
        this.numbers[tableClass * FREQUENCY_TOTAL + place] = symbol - LARGEST_SYMBOL;
        this.steps[tableClass * FREQUENCY_TOTAL + place] = (frequency << 16) | within;
      }
    }
    this.known.add(tableClass);
    return place === FREQUENCY_TOTAL;
  }
}
