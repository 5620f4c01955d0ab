import { channelAxis, type CompressedTensor } from '../../models/compression/compressed-tensor';
import { areDense, columnClasses, FREQUENCY_TOTAL, LARGEST_SYMBOL, SYMBOLS } from '../../models/compression/symbol-tables';

/** Counts, over all tensors that tables code, how often each number comes in the columns of each class; scaled to FREQUENCY_TOTAL. */
export function frequencyTables(tensors: ReadonlyMap<string, CompressedTensor>): Map<number, Int32Array> {
  const counts = new Map<number, Float64Array>();
  for (const tensor of tensors.values()) {
    if (!('integers' in tensor) || !areDense(tensor.integers)) continue;
    const classes = columnClasses(tensor.integers, tensor.shape[channelAxis(tensor.shape) ?? 0] ?? 1);
    for (const [i, integer] of tensor.integers.entries()) {
      const tableClass = classes[i % classes.length] ?? 0;
      const table = counts.get(tableClass) ?? new Float64Array(SYMBOLS);
      counts.set(tableClass, table);
      table[integer + LARGEST_SYMBOL] = (table[integer + LARGEST_SYMBOL] ?? 0) + 1;
    }
  }
  return new Map([...counts].map(([tableClass, table]) => [tableClass, frequenciesOf(table)]));
}

/** Whole numbers in proportion to the counts, at least 1 for what comes at all, FREQUENCY_TOTAL together; the difference goes where it costs least. */
export function frequenciesOf(counts: Float64Array): Int32Array {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const frequencies = Int32Array.from(counts, (count) => (count === 0 ? 0 : Math.max(1, Math.round((count / total) * FREQUENCY_TOTAL))));
  for (let left = FREQUENCY_TOTAL - frequencies.reduce((sum, frequency) => sum + frequency, 0); left !== 0; left -= Math.sign(left)) {
    const step = Math.sign(left);
    let [best, least] = [-1, Infinity];
    for (const [symbol, frequency] of frequencies.entries()) {
      if (frequency + step < 1 || (counts[symbol] ?? 0) === 0) continue;
      const cost = (counts[symbol] ?? 0) * Math.log2(frequency / (frequency + step));
      if (cost < least) [best, least] = [symbol, cost];
    }
    frequencies[best] = (frequencies[best] ?? 0) + step;
  }
  return frequencies;
}
