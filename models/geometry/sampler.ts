import type { Random } from '../tensor/random';
import { NEGATIVE, POSITIVE } from './matcher';

export interface SamplerOptions {
  /** How many are drawn at the most. */
  readonly count: number;
  /** The part of `count` that positives take at the most; what they leave, negatives may fill. */
  readonly positiveFraction: number;
}

export interface Sample {
  /** Indices of labels that are positive, and of those that are negative; each in ascending order. */
  readonly positives: Int32Array;
  readonly negatives: Int32Array;
}

/** Draws a balanced mini-batch without replacement (Faster R-CNN, section 3.1.3: 256 anchors, at most half of them positive). */
export function sampleBalanced(labels: Int8Array, { count, positiveFraction }: SamplerOptions, random: Random): Sample {
  const positives = draw(indicesOf(labels, POSITIVE), Math.floor(count * positiveFraction), random);
  const negatives = draw(indicesOf(labels, NEGATIVE), count - positives.length, random);
  return { positives, negatives };
}

function indicesOf(labels: Int8Array, wanted: number): Int32Array {
  const indices: number[] = [];
  for (const [index, label] of labels.entries()) if (label === wanted) indices.push(index);
  return Int32Array.from(indices);
}

/** The first steps of a shuffle: only as many as are drawn. */
function draw(indices: Int32Array, count: number, random: Random): Int32Array {
  if (indices.length <= count) return indices;
  for (let at = 0; at < count; at++) {
    const other = at + random.int(indices.length - at);
    const value = indices[at] ?? 0;
    indices[at] = indices[other] ?? 0;
    indices[other] = value;
  }
  return indices.slice(0, count).sort();
}
