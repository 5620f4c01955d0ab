import * as tf from '@tensorflow/tfjs-core';

/** Losses of the one-stage detector: every cell and class takes part, weights say how much. */

/**
 * Quality focal loss (Li et al. 2020, "Generalized focal loss", section 3) with beta 2: cross-entropy with a target
 * between 0 and 1, times the squared distance to it, so that the many easy cells count for little. The target is how well
 * a cell's box fits, or a teacher's score.
 *
 * Its gradient is made on the way forward: following the tape back through a dozen elementwise operations on all classes
 * of all cells would cost three times as much.
 * @param logits, targets, weights [...] of one shape; no gradient flows into targets or weights
 */
export function qualityFocalLoss(logits: tf.Tensor, targets: tf.Tensor, weights: tf.Tensor, normalizer: number): tf.Scalar {
  return tf.customGrad<tf.Scalar>((x, save) => {
    const input = x as tf.Tensor;
    const scores = tf.sigmoid(input);
    const distance = tf.sub(scores, targets);
    const squared = tf.square(distance);
    // -(t log s + (1 - t) log(1 - s)), which neither overflows nor loses the small ones.
    const entropy = tf.sub(tf.add(tf.relu(input), tf.log1p(tf.exp(tf.neg(tf.abs(input))))), tf.mul(input, targets));
    // The derivative of the entropy is the distance itself: d (d² + 2 s (1 - s) H).
    const slope = tf.mul(distance, tf.add(squared, tf.mul(2, tf.mul(tf.mul(scores, tf.sub(1, scores)), entropy))));
    const gradient = tf.div(tf.mul(slope, weights), normalizer);
    if (save instanceof Function) save([gradient]);
    return {
      value: tf.div(tf.sum<tf.Scalar>(tf.mul(tf.mul(squared, entropy), weights)), normalizer),
      gradFunc: (dy: tf.Tensor, [saved = gradient]: tf.Tensor[]) => tf.mul(saved, dy),
    };
  })(logits);
}

/**
 * Cross-entropy of distributions over bins. With targets that share a distance between its two neighbouring bins it is
 * the distribution focal loss (Li et al. 2020, section 3); with a teacher's it distils.
 * @param logits, targets [rows, bins], a row of targets sums to 1 or is 0 @param weights [rows]
 */
export function distributionCrossEntropy(logits: tf.Tensor2D, targets: tf.Tensor2D, weights: tf.Tensor1D, normalizer: number): tf.Scalar {
  return tf.div(tf.neg(tf.sum(tf.mul(tf.sum(tf.mul(tf.logSoftmax(logits), targets), 1), weights))), normalizer);
}

/** Pixels squared below which an area is taken for this. */
const LEAST_AREA = 1e-3;

/**
 * Generalised intersection over union (Rezatofighi et al. 2019, algorithm 1) of boxes with boxes, row by row.
 * @param a, b [rows, 4] y1 x1 y2 x2, pixels
 * @returns [rows, 1] each; `iou` 0 to 1, `giou` -1 to 1
 */
export function generalizedIou(a: tf.Tensor2D, b: tf.Tensor2D): { readonly iou: tf.Tensor2D; readonly giou: tf.Tensor2D } {
  const [aStart, aEnd] = tf.split(a, 2, 1) as [tf.Tensor2D, tf.Tensor2D]; // [rows, 2] y x
  const [bStart, bEnd] = tf.split(b, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
  const shared = area(tf.relu(tf.sub(tf.minimum(aEnd, bEnd), tf.maximum(aStart, bStart))));
  const union = tf.sub(tf.add(area(tf.sub(aEnd, aStart)), area(tf.sub(bEnd, bStart))), shared);
  const hull = area(tf.sub(tf.maximum(aEnd, bEnd), tf.minimum(aStart, bStart)));
  const iou = tf.div<tf.Tensor2D>(shared, tf.add(union, LEAST_AREA));
  return { iou, giou: tf.sub(iou, tf.div(tf.sub(hull, union), tf.add(hull, LEAST_AREA))) };
}

/** [rows, 2] height and width → [rows, 1] */
function area(sides: tf.Tensor2D): tf.Tensor2D {
  const [height, width] = tf.split(sides, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
  return tf.mul(height, width);
}
