import * as tf from '@tensorflow/tfjs-core';
import { ones, zeros } from './initializers';
import type { Scope } from './scope';

const EPSILON = 1e-5;

/**
 * Conditional instance normalisation (Dumoulin et al. 2017, "A learned representation for artistic style", eq. 5): every
 * channel of every picture gets mean 0 and variance 1 over its own pixels, then the scale and shift of the picture's style,
 * which are all that styles differ in. Parameters: `scales` and `shifts`, a row a style.
 * @param x [n, h, w, c]
 * @param condition [n, styles] how much of each style a picture gets, sum 1
 */
export function conditionalInstanceNormalization(x: tf.Tensor4D, condition: tf.Tensor2D, scope: Scope): tf.Tensor4D {
  const [n, , , channels] = x.shape;
  const ofStyles = (name: string, initializer: typeof ones) => {
    const rows = scope.parameter(name, [condition.shape[1], channels], initializer) as tf.Tensor2D;
    return tf.reshape(tf.matMul(condition, rows), [n, 1, 1, channels]);
  };
  const centred = tf.sub<tf.Tensor4D>(x, tf.mean(x, [1, 2], true));
  const variance = tf.mean(tf.square(centred), [1, 2], true);
  return tf.add(tf.mul(centred, tf.mul(tf.rsqrt(tf.add(variance, EPSILON)), ofStyles('scales', ones))), ofStyles('shifts', zeros));
}
