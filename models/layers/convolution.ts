import * as tf from '@tensorflow/tfjs-core';
import { activate, FUSED_ACTIVATION, LEAKY_SLOPE, type Activation } from './activation';
import { batchNormalization } from './batch-normalization';
import { channelsAt } from './channel-counts';
import { heNormal, heNormalDepthwise, zeros, type Initializer } from './initializers';
import type { Scope } from './scope';

/**
 * 'same' is TensorFlow's (with stride 2 it may pad only below and to the right), 'symmetric' is PyTorch's
 * padding = kernel // 2 on every side. They differ only where the stride is not 1. 'valid' has none: the picture shrinks.
 */
export type Padding = 'same' | 'symmetric' | 'valid';

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

/**
 * Convolution [n, h, w, in] → [n, h', w', filters], then batch normalisation or bias, then the activation.
 * @param defined filters, unless the scope knows that some were removed
 */
export function convolution(x: tf.Tensor4D, scope: Scope, defined: number, options: ConvolutionOptions): tf.Tensor4D {
  const { kernelSize, stride = 1 } = options;
  const filters = channelsAt(scope, defined);
  const kernel = scope.parameter('kernel', [kernelSize, kernelSize, x.shape[3], filters], options.kernelInitializer ?? heNormal) as tf.Tensor4D;
  if (scope.training) return finish(tf.conv2d(x, kernel, stride, padOf(options)), scope, filters, options);
  return unfused(tf.fused.conv2d({ x, filter: kernel, strides: stride, pad: padOf(options), ...fusedTail(scope, filters, options) }), options);
}

/** Depthwise convolution [n, h, w, c] → [n, h', w', c], then batch normalisation or bias, then the activation. */
export function depthwiseConvolution(x: tf.Tensor4D, scope: Scope, options: ConvolutionOptions): tf.Tensor4D {
  const { kernelSize, stride = 1 } = options;
  const channels = x.shape[3];
  const kernel = scope.parameter('kernel', [kernelSize, kernelSize, channels, 1], options.kernelInitializer ?? heNormalDepthwise) as tf.Tensor4D;
  if (scope.training) return finish(tf.depthwiseConv2d(x, kernel, stride, padOf(options)), scope, channels, options);
  // The type leaves explicit padding out; the operation takes it on every engine.
  return unfused(tf.fused.depthwiseConv2d({ x, filter: kernel, strides: stride, pad: padOf(options) as 'same', ...fusedTail(scope, channels, options) }), options);
}

/** Symmetric padding differs from 'same' only where the stride is not 1. */
function padOf({ kernelSize, stride = 1, padding = 'same' }: ConvolutionOptions): 'same' | 'valid' | [[0, 0], [number, number], [number, number], [0, 0]] {
  if (padding === 'valid') return 'valid';
  if (padding === 'same' || stride === 1 || kernelSize === 1) return 'same';
  const edge = Math.floor(kernelSize / 2);
  return [[0, 0], [edge, edge], [edge, edge], [0, 0]];
}

function finish(y: tf.Tensor4D, scope: Scope, channels: number, { activation = 'linear', batchNorm = false, biasInitializer = zeros }: ConvolutionOptions): tf.Tensor4D {
  return activate(batchNorm ? batchNormalization(y, scope.at('norm')) : tf.add(y, scope.parameter('bias', [channels], biasInitializer)), activation);
}

const fusedTail = (scope: Scope, channels: number, { activation = 'linear', biasInitializer = zeros }: ConvolutionOptions) => ({
  bias: scope.parameter('bias', [channels], biasInitializer),
  activation: FUSED_ACTIVATION[activation] ?? 'linear',
  leakyreluAlpha: LEAKY_SLOPE,
});

/** An activation that no engine fuses comes after. */
const unfused = (y: tf.Tensor4D, { activation = 'linear' }: ConvolutionOptions): tf.Tensor4D =>
  (FUSED_ACTIVATION[activation] === undefined ? activate(y, activation) : y);
