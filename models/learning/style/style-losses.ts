import * as tf from '@tensorflow/tfjs-core';

/** How alike two pictures are to a perceptual network (Gatys et al. 2016, "Image style transfer using convolutional neural networks"). */

/**
 * The Gram matrix of features, divided by the number of pixels, so that pictures of different sizes compare (eq. 3).
 * @param features [n, h, w, c] @returns [n, c, c]
 */
export function gram(features: tf.Tensor4D): tf.Tensor3D {
  const [n, h, w, c] = features.shape;
  const rows: tf.Tensor3D = tf.reshape(features, [n, h * w, c]);
  return tf.div(tf.matMul(rows, rows, true, false), h * w);
}

/**
 * How far Gram matrices are from a style's, in parts of the style's own: 0 is the same, 1 is as far as nothing at all. The sums
 * are over a layer (eq. 4); dividing makes layers and paintings count alike, whatever their numbers' size.
 * @param grams, targets [n, c, c] @returns the mean over n
 */
export const styleDistance = (grams: tf.Tensor3D, targets: tf.Tensor3D): tf.Scalar =>
  tf.mean<tf.Scalar>(tf.div(tf.sum(tf.square(tf.sub(grams, targets)), [1, 2]), tf.sum(tf.square(targets), [1, 2])));

/**
 * How far features are from a content's, in parts of its own (eq. 1, divided so that pictures count alike).
 * @param features, targets [n, h, w, c] @returns the mean over n
 */
export const contentDistance = (features: tf.Tensor4D, targets: tf.Tensor4D): tf.Scalar =>
  tf.mean<tf.Scalar>(tf.div(tf.sum(tf.square(tf.sub(features, targets)), [1, 2, 3]), tf.sum(tf.square(targets), [1, 2, 3])));

/** Mean squared difference of neighbours, down and right: high in noise (Mahendran and Vedaldi 2015, section 3.2.2). @param pictures [n, h, w, c] */
export function totalVariation(pictures: tf.Tensor4D): tf.Scalar {
  const [n, h, w, c] = pictures.shape;
  const part = (y: number, x: number, height: number, width: number) => tf.slice(pictures, [0, y, x, 0], [n, height, width, c]);
  const down = tf.sub(part(1, 0, h - 1, w), part(0, 0, h - 1, w));
  const right = tf.sub(part(0, 1, h, w - 1), part(0, 0, h, w - 1));
  return tf.add(tf.mean(tf.square(down)), tf.mean(tf.square(right)));
}
