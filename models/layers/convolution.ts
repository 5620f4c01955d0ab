import * as tf from '@tensorflow/tfjs-core';
import { activate, FUSED_ACTIVATION, LEAKY_SLOPE, type Activation } from './activation';
import { batchNormalization } from './batch-normalization';
import { heNormal, heNormalDepthwise, zeros, type Initializer } from './initializers';
import type { Scope } from './scope';

/**
 * 'same' is TensorFlow's (with stride 2 it may pad only below and to the right), 'symmetric' is PyTorch's
 * padding = kernel // 2 on every side. They differ only where the stride is not 1.
 */
export type Padding = 'same' | 'symmetric';

export interface ConvolutionOptions {
  readonly kernelSize: number;
  readonly stride?: number;
  readonly padding?: Padding;
  readonly activation?: Activation;
  /** Batch normalisation after the convolution while training; folded away at export. Without it there is a bias. */
  readonly batchNorm?: boolean;
  readonly kernelInitializer?: Initializer;
  readonly biasInitializer?: Initializer;
}

/** Convolution [n, h, w, in] → [n, h', w', filters], then batch normalisation or bias, then the activation. */
export function convolution(x: tf.Tensor4D, scope: Scope, filters: number, options: ConvolutionOptions): tf.Tensor4D {
  const { kernelSize, stride = 1 } = options;
  const kernel = scope.parameter('kernel', [kernelSize, kernelSize, x.shape[3], filters], options.kernelInitializer ?? heNormal) as tf.Tensor4D;
  if (scope.training) return finish(tf.conv2d(padded(x, options), kernel, stride, fittingPad(options)), scope, filters, options);
  return tf.fused.conv2d({ x, filter: kernel, strides: stride, pad: inferencePad(options), ...fusedTail(scope, filters, options) });
}

/** Depthwise convolution [n, h, w, c] → [n, h', w', c], then batch normalisation or bias, then the activation. */
export function depthwiseConvolution(x: tf.Tensor4D, scope: Scope, options: ConvolutionOptions): tf.Tensor4D {
  const { kernelSize, stride = 1 } = options;
  const channels = x.shape[3];
  const kernel = scope.parameter('kernel', [kernelSize, kernelSize, channels, 1], options.kernelInitializer ?? heNormalDepthwise) as tf.Tensor4D;
  if (scope.training) return finish(tf.depthwiseConv2d(padded(x, options), kernel, stride, fittingPad(options)), scope, channels, options);
  // The type leaves explicit padding out; the operation takes it on every engine.
  return tf.fused.depthwiseConv2d({ x, filter: kernel, strides: stride, pad: inferencePad(options) as 'same', ...fusedTail(scope, channels, options) });
}

/** Symmetric padding differs from 'same' only where the stride is not 1. */
const needsPadding = ({ kernelSize, stride = 1, padding = 'same' }: ConvolutionOptions): boolean => padding === 'symmetric' && stride !== 1 && kernelSize > 1;

function symmetricPadding(kernelSize: number): [[0, 0], [number, number], [number, number], [0, 0]] {
  const edge = Math.floor(kernelSize / 2);
  return [[0, 0], [edge, edge], [edge, edge], [0, 0]];
}

// While training: explicit padding has no gradient on every engine, so the picture is padded first and then convolved 'valid'.
const padded = (x: tf.Tensor4D, options: ConvolutionOptions): tf.Tensor4D => (needsPadding(options) ? tf.pad(x, symmetricPadding(options.kernelSize)) : x);
const fittingPad = (options: ConvolutionOptions): 'valid' | 'same' => (needsPadding(options) ? 'valid' : 'same');
const inferencePad = (options: ConvolutionOptions) => (needsPadding(options) ? symmetricPadding(options.kernelSize) : 'same');

function finish(y: tf.Tensor4D, scope: Scope, channels: number, { activation = 'linear', batchNorm = false, biasInitializer = zeros }: ConvolutionOptions): tf.Tensor4D {
  return activate(batchNorm ? batchNormalization(y, scope.at('norm')) : tf.add(y, scope.parameter('bias', [channels], biasInitializer)), activation);
}

const fusedTail = (scope: Scope, channels: number, { activation = 'linear', biasInitializer = zeros }: ConvolutionOptions) => ({
  bias: scope.parameter('bias', [channels], biasInitializer),
  activation: FUSED_ACTIVATION[activation],
  leakyreluAlpha: LEAKY_SLOPE,
});
