import * as tf from '@tensorflow/tfjs-core';
import { DISTANCE_BINS } from './dense-head';

/**
 * Boxes from distributions over the distances of their four sides (Li et al. 2020, generalised focal loss, eq. 3).
 * @param distances [cells, 4 × bins] logits; left, top, right, bottom
 * @param centres [cells, 2] x y in input pixels
 * @param strides [cells, 1] pixels a bin
 * @returns [cells, 4] y1 x1 y2 x2 in input pixels
 */
export function distanceBoxes(distances: tf.Tensor2D, centres: tf.Tensor2D, strides: tf.Tensor2D): tf.Tensor2D {
  const cells = distances.shape[0];
  const bins = tf.reshape<tf.Rank.R2>(tf.range(0, DISTANCE_BINS), [DISTANCE_BINS, 1]);
  const share = tf.softmax(tf.reshape<tf.Rank.R2>(distances, [cells * 4, DISTANCE_BINS]));
  const sides = tf.mul(tf.reshape(tf.matMul(share, bins), [cells, 4]), strides);
  const [left, top, right, bottom] = tf.split(sides, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const [x, y] = tf.split(centres, 2, 1) as [tf.Tensor, tf.Tensor];
  return tf.concat<tf.Tensor2D>([tf.sub(y, top), tf.sub(x, left), tf.add(y, bottom), tf.add(x, right)], 1);
}
