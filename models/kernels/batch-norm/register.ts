import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../../errors';
import type { KernelArguments } from '../arguments';
import { batchNormGradientPortable, batchNormPortable } from './portable';
import { batchNormGradientOnTensorflow, batchNormOnTensorflow } from './tensorflow';

/** Inputs x, gamma, beta and, to be moved, averageMean and averageVariance; outputs y, mean, variance and up to three tensors that only the gradient of the same engine reads. */
export const batchNormKernel = 'FoveaBatchNorm';
/** Inputs dy, x, gamma and the tensors for the gradient as saved0, saved1, …; outputs the gradients of x, gamma and beta. */
export const batchNormGradientKernel = 'FoveaBatchNormGrad';

interface Implementation {
  readonly forward: (args: KernelArguments) => tf.Tensor[];
  readonly gradient: (args: KernelArguments) => tf.Tensor[];
}

const portable: Implementation = { forward: batchNormPortable, gradient: batchNormGradientPortable };
const native: Implementation = { forward: batchNormOnTensorflow, gradient: batchNormGradientOnTensorflow };

/** Makes batch normalisation known to an engine and to the gradient tape; a second call does nothing. */
export function registerBatchNorm(backendName: string): void {
  if (tf.getKernel(batchNormKernel, backendName) !== undefined) return;
  const { forward, gradient } = backendName === 'tensorflow' ? native : portable;
  tf.registerKernel({ kernelName: batchNormKernel, backendName, kernelFunc: forward });
  tf.registerKernel({ kernelName: batchNormGradientKernel, backendName, kernelFunc: gradient });
  if (tf.getGradient(batchNormKernel) === undefined) {
    tf.registerGradient({
      kernelName: batchNormKernel,
      inputsToSave: ['x', 'gamma'],
      outputsToSave: [false, false, false, true, true, true],
      gradFunc: gradientOf,
    });
  }
}

function gradientOf(dy: tf.Tensor | tf.Tensor[], saved: tf.Tensor[], attrs: tf.NamedAttrMap): Record<string, () => tf.Tensor> {
  const [x, gamma, ...forGradient] = saved;
  const dyOfY = Array.isArray(dy) ? dy[0] : undefined;
  if (x === undefined || gamma === undefined || dyOfY === undefined) throw new EngineError('The gradient of batch normalisation was called without what it saved.');
  const inputs: tf.NamedTensorMap = { dy: dyOfY, x, gamma };
  for (const [i, tensor] of forGradient.entries()) inputs[`saved${i}`] = tensor;
  // Here and not in the functions below: each of those runs in a tidy of its own, which would free the other two.
  const [dx, dgamma, dbeta] = tf.engine().runKernel<tf.Tensor[]>(batchNormGradientKernel, inputs, attrs);
  if (dx === undefined || dgamma === undefined || dbeta === undefined) throw new EngineError('The batch normalisation gradient kernel gave too few outputs.');
  return { x: () => dx, gamma: () => dgamma, beta: () => dbeta };
}
