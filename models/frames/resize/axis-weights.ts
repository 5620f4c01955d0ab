/** What each sample along an axis of a resized picture is made of: `weights` of the source samples from `first` on, which add up to 1. */
export interface AxisWeights {
  /** [count] */
  readonly first: Int32Array;
  /** [count + 1] Where the weights of each sample begin, and where those of the last one end. */
  readonly starts: Int32Array;
  readonly weights: Float32Array;
}

/** A stretch of an axis, in its samples; its ends may lie within them. */
export interface AxisPart {
  readonly start: number;
  readonly length: number;
}

/**
 * Weights that resize `length` source samples, or a part of them, to `count`. Where they become fewer each is the mean of those that it covers,
 * the ones on its edges counted by the part that is covered; where they become more it is interpolated between the
 * centres of the two next to it.
 * @param length samples along the source; half a sample more than whole ones where the last one stands for a half, as chroma
 *   does at the end of an odd picture
 */
export function axisWeights(length: number, count: number, part: AxisPart = { start: 0, length }): AxisWeights {
  const last = Math.ceil(length) - 1;
  const first = new Int32Array(count);
  const starts = new Int32Array(count + 1);
  const weights: number[] = [];
  for (let index = 0; index < count; index++) {
    const own = count > part.length ? interpolated(index, part, count, last) : covered(index, part, count, last);
    first[index] = own.first;
    weights.push(...own.weights);
    starts[index + 1] = weights.length;
  }
  return { first, starts, weights: Float32Array.from(weights) };
}

interface SampleWeights {
  readonly first: number;
  readonly weights: readonly number[];
}

/** Shares that are smaller come from rounding: a part may end within samples. */
const NOTHING = 1e-9;

/** In units of a `count`th of a source sample, in which edges at whole samples or halves are whole or halves too, so that nothing is rounded. */
function covered(index: number, { start, length }: AxisPart, count: number, last: number): SampleWeights {
  const [from, to] = [start * count + index * length, start * count + (index + 1) * length];
  const first = Math.min(last, Math.floor(from / count + NOTHING));
  const weights: number[] = [];
  for (let sample = first; sample <= last && sample * count < to - NOTHING * count; sample++) {
    weights.push((Math.min(to, (sample + 1) * count) - Math.max(from, sample * count)) / length);
  }
  return { first, weights };
}

function interpolated(index: number, { start, length }: AxisPart, count: number, last: number): SampleWeights {
  const centre = Math.min(last, Math.max(0, start + ((index + 0.5) * length) / count - 0.5));
  const first = Math.floor(centre);
  const right = centre - first;
  return { first, weights: right > 0 ? [1 - right, right] : [1] };
}
