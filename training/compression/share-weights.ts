import type { CompressedTensor } from '../../models/compression/compressed-tensor';
import type { TensorValue } from '../../models/layers/trainable-parameters';

export interface ShareOptions {
  /** The codebook has 2^bits values. */
  readonly bits: number;
  /** How much each weight matters, all positive: k-means then minimises the weighted square error. Default: all alike. */
  readonly importance?: Float32Array;
  /** Rounds of k-means at most. Default 60. */
  readonly rounds?: number;
}

/**
 * Weight sharing (Han et al. 2016, section 3): one-dimensional k-means over the weights of a layer, its centroids spread
 * evenly from the least to the greatest weight at first, which serves the few large weights best (section 3.2). Weights that
 * are 0 stay so: where there are any, one value of the codebook is 0 and takes no part.
 */
export function shareWeights({ shape, values }: TensorValue, { bits, importance, rounds = 60 }: ShareOptions): CompressedTensor {
  const pruned = values.some((value) => value === 0);
  const order = Int32Array.from(values.keys()).filter((i) => values[i] !== 0).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const sorted = Float64Array.from(order, (i) => values[i] ?? 0);
  const weights = Float64Array.from(order, (i) => importance?.[i] ?? 1);
  const count = 2 ** bits - (pruned ? 1 : 0);
  const different = new Set(sorted);
  const centroids = different.size <= count ? [...different] : kMeans(sorted, weights, count, rounds);
  const codebook = Float32Array.from([...new Set([...centroids, ...(pruned || centroids.length === 0 ? [0] : [])])].sort((a, b) => a - b));
  const origin = codebook.reduce((best, value, i) => (Math.abs(value) < Math.abs(codebook[best] ?? 0) ? i : best), 0);
  const integers = Int32Array.from(values, (value) => nearest(codebook, value) - origin);
  return { kind: 'shared', shape, codebook, origin, integers };
}

/** Lloyd's rounds over sorted numbers, where a cluster is an interval: sums come from running totals. @returns sorted centroids that stand for something */
export function kMeans(sorted: Float64Array, weights: Float64Array, count: number, rounds: number): Float64Array {
  const [mass, moment] = [runningTotal(weights), runningTotal(sorted.map((value, i) => value * (weights[i] ?? 0)))];
  const [least, greatest] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  let centroids = Float64Array.from({ length: count }, (_, i) => (count === 1 ? (least + greatest) / 2 : least + ((greatest - least) * i) / (count - 1)));
  for (let round = 0; round < rounds; round++) {
    const next = centroids.slice();
    let from = 0;
    for (const [i, centroid] of centroids.entries()) {
      const border = (centroid + (centroids[i + 1] ?? Infinity)) / 2;
      const to = Number.isFinite(border) ? firstAbove(sorted, border) : sorted.length;
      const inside = (mass[to] ?? 0) - (mass[from] ?? 0);
      if (inside > 0) next[i] = ((moment[to] ?? 0) - (moment[from] ?? 0)) / inside;
      from = to;
    }
    const moved = next.some((value, i) => value !== centroids[i]);
    centroids = next.sort();
    if (!moved) break;
  }
  return centroids;
}

/** What all before an index add up to. */
function runningTotal(values: Float64Array): Float64Array {
  const totals = new Float64Array(values.length + 1);
  for (const [i, value] of values.entries()) totals[i + 1] = (totals[i] ?? 0) + value;
  return totals;
}

/** The index of the first that is greater, in a sorted list. */
function firstAbove(sorted: ArrayLike<number>, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The index of the nearest value of a sorted codebook. */
function nearest(codebook: Float32Array, value: number): number {
  const above = firstAbove(codebook, value);
  if (above === 0) return 0;
  const [below, next] = [codebook[above - 1] ?? -Infinity, codebook[above] ?? Infinity];
  return value - below <= next - value ? above - 1 : above;
}
