import { weightAt } from './column-taps';
import type { ResizeRow } from './resize-row';

/** For hosts without SIMD, and to test the other one against. */
export function resizeRowByLoop(): ResizeRow {
  let sums = new Float32Array(0);
  return ({ bytes, offset, stride }, { weights, columns: { count, taps, firsts, weights: columnWeights }, length, channels }, into) => {
    if (sums.length < length) sums = new Float32Array(length);
    sums.fill(0);
    for (const [row, weight] of weights.entries()) {
      for (let x = 0, from = offset + row * stride; x < length; x++, from++) sums[x] = (sums[x] ?? 0) + weight * (bytes[from] ?? 0);
    }
    for (const [channel, columns] of into.entries()) {
      for (let x = 0; x < count; x++) {
        let sum = 0;
        for (let tap = 0, from = (firsts[x] ?? 0) / sums.BYTES_PER_ELEMENT + channel; tap < taps; tap++, from += channels) sum += (columnWeights[weightAt(x, tap, taps)] ?? 0) * (sums[from] ?? 0);
        columns[x] = sum;
      }
    }
  };
}
