import * as tf from '@tensorflow/tfjs-core';
import { InvalidInputError } from '../../errors';
import { batchNormKernel, registerBatchNorm } from './register';

export interface BatchNormResult {
  /** [n, h, w, c] */
  readonly y: tf.Tensor4D;
  /** [c] of this batch or, where averages were given, these moved by it. */
  readonly mean: tf.Tensor1D;
  /**
   * [c] as `mean`; of the batch it is the estimate for the population: the sum of squares over n - 1, which is what running
   * averages are made of. `y` itself is normalised by the sum over n.
   */
  readonly variance: tf.Tensor1D;
}

/** Running averages that inference uses. */
export interface RunningAverages {
  /** [c] */
  readonly mean: tf.Tensor1D;
  /** [c] */
  readonly variance: tf.Tensor1D;
  /** How much of them stays, 0 to 1. */
  readonly momentum: number;
}

/**
 * Batch normalisation by the statistics of the batch (Ioffe and Szegedy 2015, algorithm 1), as one operation with a gradient
 * of its own: composed of tfjs's operations it takes most of a training step.
 * Differentiable in x, gamma and beta; nothing flows back through `mean` and `variance`, which are for running averages:
 * moved in here, they cost nothing, by operations of their own a fifth of a step.
 * @param x [n, h, w, c]
 * @param gamma [c]
 * @param beta [c]
 * @param averages what the batch's mean and variance are to move
 * @returns three tensors that the caller disposes (or a tidy does)
 * @throws InvalidInputError for shapes that do not fit
 */
export function batchNormTraining(x: tf.Tensor4D, gamma: tf.Tensor1D, beta: tf.Tensor1D, epsilon: number, averages?: RunningAverages): BatchNormResult {
  const channels = x.shape[3];
  if (x.rank !== 4 || gamma.size !== channels || beta.size !== channels) {
    throw new InvalidInputError(
      `Batch normalisation was given x [${x.shape.join(', ')}], gamma [${gamma.shape.join(', ')}] and beta [${beta.shape.join(', ')}]; it takes [n, h, w, c], [c] and [c].`,
    );
  }
  registerBatchNorm(tf.getBackend());
  const [y, mean, variance, ...forGradient] = tf.engine().runKernel<Outputs>(
    batchNormKernel,
    { x, gamma, beta, ...(averages && { averageMean: averages.mean, averageVariance: averages.variance }) },
    { epsilon, momentum: averages?.momentum ?? 0 },
  );
  tf.dispose(forGradient);
  return { y, mean, variance };
}

type Outputs = [y: tf.Tensor4D, mean: tf.Tensor1D, variance: tf.Tensor1D, ...forGradient: tf.Tensor[]];
