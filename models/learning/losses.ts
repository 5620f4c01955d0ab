import * as tf from '@tensorflow/tfjs-core';

/** Losses of the two-stage detector (Ren et al. 2015, eq. 1), written dense with weights: a gather's gradient is slow or missing on some engines. */

/**
 * Binary cross-entropy of logits, weighted and divided by `normalizer`.
 * max(x, 0) - x z + log(1 + exp(-|x|)), which neither overflows nor loses the small ones.
 */
export function binaryCrossEntropy(logits: tf.Tensor, targets: tf.Tensor, weights: tf.Tensor, normalizer: number): tf.Scalar {
  const losses = tf.add(tf.sub(tf.relu(logits), tf.mul(logits, targets)), tf.log1p(tf.exp(tf.neg(tf.abs(logits)))));
  return tf.div(tf.sum(tf.mul(losses, weights)), normalizer);
}

/**
 * Cross-entropy over classes, one target a row. Classes that are unknown in a row's picture take no part in its softmax,
 * so they are pushed neither up nor down.
 * @param logits [rows, classes] @param targets [rows, classes] one-hot @param unknown [rows, classes] 1 where unknown
 * @param weights [rows]
 */
export function maskedCrossEntropy(logits: tf.Tensor2D, targets: tf.Tensor2D, unknown: tf.Tensor2D, weights: tf.Tensor1D, normalizer: number): tf.Scalar {
  const shares = tf.logSoftmax(tf.sub(logits, tf.mul(unknown, 1e4)));
  const losses = tf.neg(tf.sum(tf.mul(shares, targets), 1));
  return tf.div(tf.sum(tf.mul(losses, weights)), normalizer);
}

/**
 * Smooth L1 (Girshick 2015, eq. 3) with its bend at `beta`: quadratic below, linear above.
 * @param predictions, targets [..., 4] @param weights [...] one weight a box
 */
export function smoothL1(predictions: tf.Tensor, targets: tf.Tensor, weights: tf.Tensor, beta: number, normalizer: number): tf.Scalar {
  const distance = tf.abs(tf.sub(predictions, targets));
  // min(d, b) (d - min(d, b) / 2) / b is the quadratic below the bend and the line above it, without a branch.
  const bent = tf.clipByValue(distance, 0, beta);
  const losses = tf.div(tf.mul(bent, tf.sub(distance, tf.mul(bent, 0.5))), beta);
  return tf.div(tf.sum(tf.mul(tf.sum(losses, -1), weights)), normalizer);
}

/** One-hot rows of which `share` is spread over all classes (Szegedy et al. 2016, section 7). @param labels [n], whole numbers @returns [n, classes], rows sum to 1 */
export const smoothTargets = (labels: tf.Tensor1D, classes: number, share: number): tf.Tensor2D =>
  tf.add(tf.mul(tf.oneHot(labels, classes), 1 - share), share / classes);

/** The mean cross-entropy of softmax against the targets. @param logits, targets [n, classes] */
export const crossEntropy = (logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar => tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), 1)));

/**
 * What a student misses of its teacher's softened answers (Hinton et al. 2015, section 2): the mean Kullback-Leibler divergence of
 * the softmax of both at a temperature, times its square, so that gradients keep their size.
 * @param logits, taught [n, classes]
 */
export function distillation(logits: tf.Tensor2D, taught: tf.Tensor2D, temperature: number): tf.Scalar {
  const own = tf.logSoftmax(tf.div<tf.Tensor2D>(logits, temperature));
  const wanted = tf.logSoftmax(tf.div<tf.Tensor2D>(taught, temperature));
  return tf.mul(tf.mean(tf.sum(tf.mul(tf.exp(wanted), tf.sub(wanted, own)), 1)), temperature ** 2);
}
