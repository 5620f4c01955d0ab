import type * as tf from '@tensorflow/tfjs-core';
import { batchNormTraining } from '../kernels/batch-norm/batch-norm';
import { ones, zeros, type Initializer } from './initializers';
import type { Scope } from './scope';

/** Added to the variance, in training and where it is folded: MobileNetV2's value, and tfjs's own. */
export const BATCH_NORM_EPSILON = 1e-3;

/** How much of a moving average each step keeps. */
export const BATCH_NORM_MOMENTUM = 0.99;

const MEAN = 'moving-mean';
const VARIANCE = 'moving-variance';

/**
 * Batch normalisation (Ioffe and Szegedy 2015) of [n, h, w, c] while training: the batch's own mean and variance
 * normalise, and move the averages `moving-mean` and `moving-variance` that inference uses in their place.
 * There is no inference form: see fold.ts.
 */
export function batchNormalization(x: tf.Tensor4D, scope: Scope): tf.Tensor4D {
  const shape = [x.shape[3]];
  const gamma = scope.parameter('gamma', shape, ones) as tf.Tensor1D;
  const beta = scope.parameter('beta', shape, zeros) as tf.Tensor1D;
  const average = (name: string, initializer: Initializer) => scope.parameter(name, shape, initializer, { trainable: false }) as tf.Tensor1D;
  const { y, mean, variance } = batchNormTraining(x, gamma, beta, BATCH_NORM_EPSILON, {
    mean: average(MEAN, zeros), variance: average(VARIANCE, ones), momentum: BATCH_NORM_MOMENTUM,
  });
  scope.assign(MEAN, mean);
  scope.assign(VARIANCE, variance);
  return y;
}
