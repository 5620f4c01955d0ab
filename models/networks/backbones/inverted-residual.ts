import * as tf from '@tensorflow/tfjs-core';
import type { Activation } from '../../layers/activation';
import { convolution, depthwiseConvolution, type Padding } from '../../layers/convolution';
import type { Scope } from '../../layers/scope';

export interface InvertedResidualOptions {
  readonly channels: number;
  /** How many times wider the middle is. */
  readonly expansion: number;
  /** Whether there is a layer that widens. Default true. */
  readonly widen?: boolean;
  readonly stride?: number;
  readonly padding?: Padding;
  /** After widening. */
  readonly activation: Activation;
  /** After filtering. Default: the same. */
  readonly filteredActivation?: Activation;
  readonly batchNorm?: boolean;
  /** Whether the input is added. */
  readonly shortcut: boolean;
}

/**
 * Widen, filter each channel, narrow without an activation; a shortcut where shapes agree by definition (Sandler et al. 2018, MobileNetV2,
 * figure 4 d). Parameters: `expand`, `depthwise`, `project`.
 */
export function invertedResidual(
  x: tf.Tensor4D, scope: Scope,
  { channels, expansion, widen = true, stride = 1, padding = 'same', activation, filteredActivation = activation, batchNorm = false, shortcut }: InvertedResidualOptions,
): tf.Tensor4D {
  const wide = widen ? convolution(x, scope.at('expand'), x.shape[3] * expansion, { kernelSize: 1, activation, batchNorm }) : x;
  const filtered = depthwiseConvolution(wide, scope.at('depthwise'), { kernelSize: 3, stride, padding, activation: filteredActivation, batchNorm });
  const projected = convolution(filtered, scope.at('project'), channels, { kernelSize: 1, batchNorm });
  return shortcut ? tf.add(x, projected) : projected;
}
