import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../errors';
import { numbersOf, tensorOf, type KernelArguments } from '../kernels/arguments';

/**
 * Gives tfjs-node the gradient of 1x1 convolutions towards their input as a matrix product. TensorFlow 2.21 leaves it to
 * oneDNN, which on AVX2 returns wrong numbers without an error for some channel counts (168, 176 and 704 inputs, a fifth
 * of the norm; not for 128, 160, 192 or 352).
 * To be called once, after the backend has registered its own kernels.
 */
export function registerPointwiseGradient(): void {
  const own = tf.getKernel(tf.Conv2DBackpropInput, 'tensorflow');
  if (own === undefined) throw new EngineError('tfjs-node has no Conv2DBackpropInput; another version than 4.22?');
  tf.unregisterKernel(tf.Conv2DBackpropInput, 'tensorflow');
  tf.registerKernel({ ...own, kernelFunc: (args) => (isPointwise(args) ? pointwiseInputGradient(args) : own.kernelFunc(args)) });
}

function isPointwise(args: KernelArguments): boolean {
  const [height, width] = tensorOf(args, 'filter').shape;
  const strides = args.attrs?.strides;
  return height === 1 && width === 1 && (strides === 1 || (Array.isArray(strides) && strides.every((stride) => stride === 1)));
}

function pointwiseInputGradient(args: KernelArguments): tf.Tensor {
  const [, , inputs = 0, outputs = 0] = tensorOf(args, 'filter').shape;
  return tf.tidy(() => tf.reshape(
    tf.matMul(tf.reshape(tensorOf(args, 'dy'), [-1, outputs]), tf.reshape(tensorOf(args, 'filter'), [inputs, outputs]), false, true),
    numbersOf(args.attrs, 'inputShape'),
  ));
}
