import * as tf from '@tensorflow/tfjs-core';

/** 2 x 2 pixels for each. */
const FACTOR = 2;

/**
 * Channels rearranged to pixels (Shi et al. 2016, "Efficient sub-pixel convolution", section 3.2, in TensorFlow's order):
 * [n, h, w, 4 c] → [n, 2 h, 2 w, c], the four of a pixel row by row. With a gradient, which the library's own operation lacks.
 */
export function pixelShuffle(x: tf.Tensor4D): tf.Tensor4D {
  const [n, h, w, c] = x.shape;
  return tf.customGrad<tf.Tensor4D>(() => ({
    value: tf.depthToSpace(x, FACTOR),
    gradFunc: (dy) => tf.reshape(tf.transpose(tf.reshape(dy, [n * h, FACTOR, w, c / FACTOR]), [0, 2, 1, 3]), [n, h, w, c]),
  }))(x);
}
