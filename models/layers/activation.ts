import type * as tf from '@tensorflow/tfjs-core';
import { leakyRelu, relu, relu6 } from '../kernels/activations/activations';

export type Activation = 'linear' | 'relu' | 'relu6' | 'leaky-relu';

/** The slope of leaky ReLU below zero, as NanoDet and Darknet have it. */
export const LEAKY_SLOPE = 0.1;

/** The activation as an operation of its own, with gradients. */
export function activate<T extends tf.Tensor>(x: T, activation: Activation): T {
  switch (activation) {
    case 'linear': return x;
    case 'relu': return relu(x);
    case 'relu6': return relu6(x);
    case 'leaky-relu': return leakyRelu(x, LEAKY_SLOPE);
  }
}

/** The same as tfjs names it where it is fused into a convolution. */
export const FUSED_ACTIVATION = {
  'linear': 'linear',
  'relu': 'relu',
  'relu6': 'relu6',
  'leaky-relu': 'leakyrelu',
} as const;
