import * as tf from '@tensorflow/tfjs-core';
import { leakyRelu, relu, relu6 } from '../kernels/activations/activations';

export type Activation = 'linear' | 'relu' | 'relu6' | 'leaky-relu' | 'hard-swish';

/** The slope of leaky ReLU below zero, as NanoDet and Darknet have it. */
export const LEAKY_SLOPE = 0.1;

/** The activation as an operation of its own, with gradients. */
export function activate<T extends tf.Tensor>(x: T, activation: Activation): T {
  switch (activation) {
    case 'linear': return x;
    case 'relu': return relu(x);
    case 'relu6': return relu6(x);
    case 'leaky-relu': return leakyRelu(x, LEAKY_SLOPE);
    case 'hard-swish': return hardSwish(x);
  }
}

/** x · min(max(x + 3, 0), 6) / 6 (Howard et al. 2019, MobileNetV3, section 5.2). */
const hardSwish = <T extends tf.Tensor>(x: T): T => tf.mul(x, tf.mul(relu6(tf.add(x, 3)), 1 / 6));

/** The same as tfjs names it where it is fused into a convolution; nothing fuses the others. */
export const FUSED_ACTIVATION = {
  'linear': 'linear',
  'relu': 'relu',
  'relu6': 'relu6',
  'leaky-relu': 'leakyrelu',
  'hard-swish': undefined,
} as const;
