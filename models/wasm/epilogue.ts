import type * as tf from '@tensorflow/tfjs-core';
import { add, addLanes, greater, lesser, load, multiplyAddLanes, multiplyLanes, splat, type Code, type Target, type Variable } from './assembler';

/** What follows a convolution's sum: `clamp` cuts it to a range, `slopes` multiplies it, where negative, by a slope for each channel. */
export type Tail = 'clamp' | 'slopes';

/** What a tail reads; slopes are read by the tail of that name only, the range by the other. */
export interface TailParameters {
  /** Address of the slopes [channels]. */
  readonly slopes: Variable;
  /** The range's ends, floats. */
  readonly low: Variable;
  readonly high: Variable;
}

/** first × second + third, in one instruction with relaxed SIMD. */
export const multiplyAddFor = ({ fused }: Target) => (fused ? multiplyAddLanes : (a: Code, b: Code, sum: Code): Code => addLanes(multiplyLanes(a, b), sum));

/** @param channels bytes from the slopes' start to those of the sums, a variable and a constant */
export function finished(tail: Tail, sum: Variable, { slopes, low, high }: TailParameters, [place, side]: readonly [Variable, number], target: Target): Code {
  if (tail === 'clamp') return lesser(greater(sum.get, splat(low.get)), splat(high.get));
  const zero = splat([0x43, 0, 0, 0, 0]);
  return multiplyAddFor(target)(lesser(sum.get, zero), load(add(slopes.get, place.get), side), greater(sum.get, zero));
}

/** The range that an activation cuts its input to. */
const RANGES: Readonly<Record<string, readonly [low: number, high: number]>> = { linear: [-Infinity, Infinity], relu: [0, Infinity], relu6: [0, 6], prelu: [-Infinity, Infinity] };

/** Bias, slopes, tail and range of a fused convolution; undefined where our kernels do not know it, or have not one bias and one slope a channel. */
export function tailOf(inputs: tf.NamedTensorInfoMap, activation: unknown, channels: number) {
  const { bias, preluActivationWeights: slopes } = inputs;
  const range = typeof activation === 'string' ? RANGES[activation] : undefined;
  const tail: Tail = activation === 'prelu' ? 'slopes' : 'clamp';
  const areWhole = (tail === 'slopes' ? [bias, slopes] : [bias]).every((vector) => vector !== undefined && lengthOf(vector) === channels);
  return range === undefined || !areWhole ? undefined : { bias, slopes, tail, range };
}

const lengthOf = ({ shape }: tf.TensorInfo): number => shape.reduce((product, length) => product * length, 1);
