import * as tf from '@tensorflow/tfjs-core';
import { InvalidInputError } from '../errors';
import { cornersAt } from './box';

/**
 * How a box is written relative to an anchor (Faster R-CNN, eq. 2), here with y first as in box tensors: `[ty, tx, th, tw]`,
 * the offset of the centre in sizes of the anchor, and the logarithm of the size in sizes of the anchor, each times its weight.
 */
export type CoderWeights = readonly [y: number, x: number, height: number, width: number];

/** The region proposal network's. */
export const UNIT_WEIGHTS: CoderWeights = [1, 1, 1, 1];
/** The box head's: one over the usual deviations, so that its loss sees numbers of about 1 (Fast R-CNN, section 2.3, normalises its targets). */
export const BOX_HEAD_WEIGHTS: CoderWeights = [10, 10, 5, 5];

/** Sizes above 1000 / 16 anchors are not meant; without this bound a wild prediction overflows exp. */
const MOST_LOG_SIZE = Math.log(1000 / 16);
/** exp of less is nothing. A finite bound, since `clipByValue` needs one on every engine. */
const LEAST_LOG_SIZE = -80;

/**
 * The targets of a box regression.
 * @param boxes [n, 4] y1 x1 y2 x2, not empty
 * @param anchors [n, 4], not empty; box i is written relative to anchor i
 * @returns [n, 4] ty tx th tw
 */
export function encodeBoxes(boxes: Float32Array, anchors: Float32Array, weights: CoderWeights = UNIT_WEIGHTS): Float32Array {
  return forEachPair(boxes, anchors, ([y1, x1, y2, x2], [ay1, ax1, ay2, ax2]) => {
    const height = ay2 - ay1;
    const width = ax2 - ax1;
    return [
      (weights[0] * ((y1 + y2) / 2 - (ay1 + ay2) / 2)) / height,
      (weights[1] * ((x1 + x2) / 2 - (ax1 + ax2) / 2)) / width,
      weights[2] * Math.log((y2 - y1) / height),
      weights[3] * Math.log((x2 - x1) / width),
    ];
  });
}

/**
 * Undoes `encodeBoxes`.
 * @param deltas [n, 4] ty tx th tw
 * @param anchors [n, 4] y1 x1 y2 x2
 * @returns [n, 4] y1 x1 y2 x2
 */
export function decodeBoxes(deltas: Float32Array, anchors: Float32Array, weights: CoderWeights = UNIT_WEIGHTS): Float32Array {
  return forEachPair(deltas, anchors, ([ty, tx, th, tw], [ay1, ax1, ay2, ax2]) => {
    const y = (ay1 + ay2) / 2 + (ty / weights[0]) * (ay2 - ay1);
    const x = (ax1 + ax2) / 2 + (tx / weights[1]) * (ax2 - ax1);
    const halfHeight = ((ay2 - ay1) * Math.exp(Math.min(th / weights[2], MOST_LOG_SIZE))) / 2;
    const halfWidth = ((ax2 - ax1) * Math.exp(Math.min(tw / weights[3], MOST_LOG_SIZE))) / 2;
    return [y - halfHeight, x - halfWidth, y + halfHeight, x + halfWidth];
  });
}

/**
 * `decodeBoxes` on the engine, differentiable.
 * @param deltas [..., 4]
 * @param anchors [..., 4]; may have axes of size 1 where the deltas have more, such as one anchor for all classes
 * @returns the deltas' shape; the caller disposes it (or a tidy does)
 */
export function decodeBoxesTensor<T extends tf.Tensor>(deltas: T, anchors: tf.Tensor, weights: CoderWeights = UNIT_WEIGHTS): T {
  return tf.tidy(() => {
    const from = firstHalf(anchors);
    const size = tf.sub(secondHalf(anchors), from);
    const centre = tf.add(from, tf.mul(size, 0.5));
    const offset = tf.mul(firstHalf(deltas), tf.tensor1d([1 / weights[0], 1 / weights[1]]));
    const logSize = tf.mul(secondHalf(deltas), tf.tensor1d([1 / weights[2], 1 / weights[3]]));
    const middle = tf.add(centre, tf.mul(offset, size));
    const half = tf.mul(tf.exp(tf.clipByValue(logSize, LEAST_LOG_SIZE, MOST_LOG_SIZE)), tf.mul(size, 0.5));
    return tf.concat<T>([tf.sub(middle, half), tf.add(middle, half)], -1);
  });
}

/** y and x of the last axis, [..., 2]. */
const firstHalf = (x: tf.Tensor): tf.Tensor => tf.slice(x, x.shape.map(() => 0), [...x.shape.slice(0, -1), 2]);
const secondHalf = (x: tf.Tensor): tf.Tensor => tf.slice(x, x.shape.map((_, axis) => (axis === x.rank - 1 ? 2 : 0)), [...x.shape.slice(0, -1), 2]);

type Row = readonly [number, number, number, number];

function forEachPair(a: Float32Array, b: Float32Array, combine: (a: Row, b: Row) => Row): Float32Array {
  if (a.length !== b.length || a.length % 4 !== 0) throw new InvalidInputError(`Rows of 4 numbers were expected, as many as anchors; given ${a.length} and ${b.length} numbers.`);
  const out = new Float32Array(a.length);
  for (let row = 0; row < a.length / 4; row++) out.set(combine(cornersAt(a, row), cornersAt(b, row)), 4 * row);
  return out;
}
