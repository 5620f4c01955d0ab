import type { AxisWeights } from './axis-weights';

/** Columns that are made at a time: as many as a vector has lanes. */
export const COLUMNS_AT_ONCE = 4;

const SUM_BYTES = 4;

/** What each column of a resized row is made of, as many sums for all of them, in the order in which they are read. */
export interface ColumnTaps {
  readonly count: number;
  readonly taps: number;
  /** [count, rounded up to whole steps] Where the first sum of a column lies, in bytes. */
  readonly firsts: Int32Array;
  /** [steps, taps, COLUMNS_AT_ONCE] 0 where a column is made of fewer. */
  readonly weights: Float32Array;
}

/** @param channels sums of each pixel */
export function columnTaps({ first, starts, weights }: AxisWeights, channels: number): ColumnTaps {
  const count = first.length;
  const steps = Math.ceil(count / COLUMNS_AT_ONCE);
  let taps = 1;
  for (let x = 0; x < count; x++) taps = Math.max(taps, (starts[x + 1] ?? 0) - (starts[x] ?? 0));
  const columns: ColumnTaps = { count, taps, firsts: new Int32Array(COLUMNS_AT_ONCE * steps), weights: new Float32Array(COLUMNS_AT_ONCE * steps * taps) };
  for (let x = 0; x < count; x++) {
    const [start, end] = [starts[x] ?? 0, starts[x + 1] ?? 0];
    columns.firsts[x] = SUM_BYTES * channels * (first[x] ?? 0);
    for (let tap = start; tap < end; tap++) columns.weights[weightAt(x, tap - start, taps)] = weights[tap] ?? 0;
  }
  return columns;
}

/** Where the weight of a column's tap lies among `ColumnTaps.weights`. */
export const weightAt = (column: number, tap: number, taps: number): number =>
  (Math.floor(column / COLUMNS_AT_ONCE) * taps + tap) * COLUMNS_AT_ONCE + (column % COLUMNS_AT_ONCE);
