import * as tf from '@tensorflow/tfjs-core';
import type { Candidates } from './select-detections';

/**
 * Lowers the score of a detection for each better one of its class that it overlaps, by exp(-overlap² / softness)
 * (Bodla et al. 2017, Soft-NMS, eq. 3): the more likely it is the same thing once more, the less it is worth. All are
 * judged at once, after suppression, by the scores that they came with.
 * @param detections best first
 * @returns the same detections, best first again
 */
export function softenScores({ boxes, scores, categories }: Candidates, softness: number): Candidates {
  const place = tf.range(0, scores.size);
  const isBetter = tf.clipByValue(differences(place), 0, 1);
  const isSame = tf.relu(tf.sub(1, tf.abs(differences(tf.cast(categories, 'float32')))));
  const counted = tf.mul(tf.mul(tf.square(overlaps(boxes)), isSame), isBetter);
  const softened = tf.mul<tf.Tensor1D>(scores, tf.exp(tf.mul(tf.sum(counted, 1), -1 / softness)));
  const { values, indices } = tf.topk(softened, scores.size, true);
  return { boxes: tf.gather(boxes, indices), scores: values, categories: tf.gather(categories, indices) };
}

/** Intersection over union of all pairs of boxes [n, 4]: [n, n]. */
function overlaps(boxes: tf.Tensor2D): tf.Tensor {
  const [y1, x1, y2, x2] = tf.split(boxes, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const [height, width] = [tf.sub(y2, y1), tf.sub(x2, x1)];
  const shared = tf.mul(sharedLength(y1, y2, height), sharedLength(x1, x2, width));
  const area = tf.mul(height, width);
  const union = tf.sub(tf.add(area, row(area)), shared);
  return tf.div(shared, tf.maximum(union, 1e-6));
}

/**
 * What the intervals [n, 1] have in common pair by pair: [n, n]. Half of what is left of both lengths less the distances of
 * their ends, which is the least upper end less the greatest lower one: wasm broadcasts sums both ways, but no comparisons.
 */
function sharedLength(from: tf.Tensor, to: tf.Tensor, length: tf.Tensor): tf.Tensor {
  const apart = tf.add(tf.abs(differences(from)), tf.abs(differences(to)));
  return tf.relu(tf.mul(tf.sub(tf.add(length, row(length)), apart), 0.5));
}

/** Of all pairs of numbers [n] or [n, 1], the row's less the column's: [n, n]. */
const differences = (values: tf.Tensor): tf.Tensor => tf.sub(tf.reshape(values, [-1, 1]), row(values));
const row = (values: tf.Tensor): tf.Tensor => tf.reshape(values, [1, -1]);
