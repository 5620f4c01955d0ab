import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../tensor/random';

/** Makes the first value of a parameter; the caller owns the tensor. */
export type Initializer = (shape: readonly number[], random: Random) => tf.Tensor;

export const zeros: Initializer = (shape) => tf.zeros([...shape]);
export const ones: Initializer = (shape) => tf.ones([...shape]);
export const constant = (value: number): Initializer => (shape) => tf.fill([...shape], value);

/** Normal with mean 0 and the given standard deviation. */
export const normal = (deviation: number): Initializer => (shape, random) => {
  const values = new Float32Array(sizeOf(shape));
  for (let i = 0; i < values.length; i++) values[i] = random.normal() * deviation;
  return tf.tensor(values, [...shape]);
};

/** He et al. 2015, eq. 10: variance 2 / fan-in, for layers followed by a rectifier. Kernels are [..., in, out]. */
export const heNormal: Initializer = (shape, random) => normal(Math.sqrt(2 / fanIn(shape)))(shape, random);

/** The same for a depthwise kernel [h, w, channels, 1], whose every output sees h × w inputs. */
export const heNormalDepthwise: Initializer = (shape, random) =>
  normal(Math.sqrt(2 / ((shape[0] ?? 1) * (shape[1] ?? 1))))(shape, random);

const sizeOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);
const fanIn = (shape: readonly number[]) => sizeOf(shape.slice(0, -1));
