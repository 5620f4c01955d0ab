import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../../models/errors';
import { inputOf, numbersOf, tensorOf, type KernelArguments } from '../../models/kernels/arguments';
import { nativeBackend, type NativeAttribute, type NativeBackend } from '../../models/kernels/native-backend';
import { convolutionWindow, type Window } from '../../models/kernels/convolution-window';

/**
 * Gives tfjs-node the gradients of convolutions with explicit padding, which it refuses although TensorFlow has them.
 * Against padding first and convolving 'valid', a depthwise layer of stride 2 took half the processor time; for ordinary
 * convolutions nothing was gained. Neither keeps a padded copy for the way back.
 * To be called once, after the backend has registered its own kernels.
 */
export function registerExplicitPadding(): void {
  replace(tf.Conv2DBackpropFilter, kernelGradientOfPadded);
  replace(tf.Conv2DBackpropInput, (args) => inputGradient('Conv2DBackpropInput', args, false));
  replace(tf.DepthwiseConv2dNativeBackpropFilter, depthwiseKernelGradient);
  replace(tf.DepthwiseConv2dNativeBackpropInput, (args) => inputGradient('DepthwiseConv2dNativeBackpropInput', args, true));
}

/** Leaves the backend's own kernel for every other kind of padding. */
function replace(kernelName: string, explicit: (args: KernelArguments) => tf.Tensor): void {
  const own = tf.getKernel(kernelName, 'tensorflow');
  if (own === undefined) throw new EngineError(`tfjs-node has no ${kernelName}; another version than 4.22?`);
  tf.unregisterKernel(kernelName, 'tensorflow');
  tf.registerKernel({ ...own, kernelFunc: (args) => (Array.isArray(args.attrs?.pad) ? explicit(args) : own.kernelFunc(args)) });
}

/** TensorFlow's Conv2DBackpropFilter takes explicit padding too, but was over three times slower for a 7x7 stem than on a padded copy. */
function kernelGradientOfPadded(args: KernelArguments): tf.Tensor {
  const x = tensorOf(args, 'x');
  const { padInfo } = convolutionWindow(args, x.shape, numbersOf(args.attrs, 'filterShape'), false);
  return tf.tidy(() => {
    const padded = tf.pad(x, [[0, 0], [padInfo.top, padInfo.bottom], [padInfo.left, padInfo.right], [0, 0]]);
    return tf.engine().runKernel<tf.Tensor>(tf.Conv2DBackpropFilter, { x: padded, dy: tensorOf(args, 'dy') }, { ...args.attrs, pad: 'valid' });
  });
}

function depthwiseKernelGradient(args: KernelArguments): tf.Tensor {
  const filterShape = numbersOf(args.attrs, 'filterShape');
  const x = inputOf(args, 'x');
  const native = nativeBackend(args.backend);
  const attributes = attributesOf(native, convolutionWindow(args, x.shape, filterShape, true));
  return tf.tidy(() => native.executeSingleOutput(
    'DepthwiseConv2dNativeBackpropFilter', attributes, [x, tf.tensor1d(filterShape, 'int32'), inputOf(args, 'dy')],
  ));
}

function inputGradient(operation: string, args: KernelArguments, depthwise: boolean): tf.Tensor {
  const inputShape = numbersOf(args.attrs, 'inputShape');
  const filter = inputOf(args, 'filter');
  const native = nativeBackend(args.backend);
  const attributes = attributesOf(native, convolutionWindow(args, inputShape, filter.shape, depthwise));
  return tf.tidy(() => native.executeSingleOutput(operation, attributes, [tf.tensor1d(inputShape, 'int32'), filter, inputOf(args, 'dy')]));
}

function attributesOf({ binding }: NativeBackend, { strideHeight, strideWidth, padInfo }: Window): NativeAttribute[] {
  const { top, bottom, left, right } = padInfo;
  return [
    { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: 'strides', type: binding.TF_ATTR_INT, value: [1, strideHeight, strideWidth, 1] },
    { name: 'dilations', type: binding.TF_ATTR_INT, value: [1, 1, 1, 1] },
    { name: 'padding', type: binding.TF_ATTR_STRING, value: 'EXPLICIT' },
    { name: 'explicit_paddings', type: binding.TF_ATTR_INT, value: [0, 0, top, bottom, left, right, 0, 0] },
    { name: 'data_format', type: binding.TF_ATTR_STRING, value: 'NHWC' },
  ];
}
