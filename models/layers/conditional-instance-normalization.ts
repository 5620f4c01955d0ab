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
  const scales = ofStyles('scales', ones);
  const shifts = ofStyles('shifts', zeros);
  if (scope.training) return tf.add(tf.mul(normalized(x), scales), shifts);
  const { centred, deviation } = momentsOf(x);
  return tf.add(tf.mul(centred, tf.mul(deviation, scales)), shifts);
}

/** Instance normalisation alone; its gradient in one piece takes a third of the passes over memory that the parts' take. */
function normalized(x: tf.Tensor4D): tf.Tensor4D {
  return tf.customGrad<tf.Tensor4D>((_x, save) => {
    const { centred, deviation } = momentsOf(x);
    const value = tf.mul<tf.Tensor4D>(centred, deviation);
    if (save instanceof Function) save([value, deviation]);
    return {
      value,
      // As Ioffe and Szegedy 2015, section 3, gathered: dx = (dy - mean(dy) - y mean(dy y)) / deviation.
      gradFunc: (dy, [y = value, factor = deviation]) => {
        const along = tf.mean(tf.mul(dy, y), PIXELS, true);
        return tf.mul<tf.Tensor4D>(tf.sub(tf.sub(dy, tf.mean(dy, PIXELS, true)), tf.mul(y, along)), factor);
      },
    };
  })(x);
}

const PIXELS = [1, 2];

/** What is left of x without its mean, and one over its standard deviation, [n, 1, 1, c]. */
function momentsOf(x: tf.Tensor4D): { readonly centred: tf.Tensor4D; readonly deviation: tf.Tensor } {
  const centred = tf.sub<tf.Tensor4D>(x, tf.mean(x, PIXELS, true));
  return { centred, deviation: tf.rsqrt(tf.add(tf.mean(tf.square(centred), PIXELS, true), EPSILON)) };
}
