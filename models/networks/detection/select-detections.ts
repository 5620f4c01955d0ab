import * as tf from '@tensorflow/tfjs-core';
import { nonMaxSuppression } from '../../kernels/nms/nms';
import { softenScores } from './soften-scores';

export interface SelectionOptions {
  /** How many box-and-class pairs enter suppression. */
  readonly candidates: number;
  /** Rows that come out; what is missing has score 0. */
  readonly detections: number;
  /** Pairs of one class that overlap more are one thing. */
  readonly iouThreshold: number;
  readonly scoreThreshold: number;
  /** How little a detection loses by overlapping a better one of its class, see `softenScores`; Infinity: nothing. */
  readonly softness: number;
}

/**
 * Many and unlikely ones: average precision counts what is found at any score, and it costs a hundredth of a look. All
 * values were measured: training/experiments/detection.md.
 */
export const SELECTION: SelectionOptions = { candidates: 1000, detections: 100, iouThreshold: 0.6, scoreThreshold: 0.001, softness: 1 };

export interface Candidates {
  /** [count, 4] y1 x1 y2 x2, input pixels */
  readonly boxes: tf.Tensor2D;
  /** [count] best first */
  readonly scores: tf.Tensor1D;
  /** int32 [count] */
  readonly categories: tf.Tensor1D;
}

/** The boxes [candidates, 4] (y1 x1 y2 x2, input pixels) of pairs of a place and a class, both int32 [candidates]. */
type BoxesOf = (places: tf.Tensor1D, categories: tf.Tensor1D) => tf.Tensor2D;

/**
 * The best pairs of a place and a class.
 * @param scores [places, classes], 0 to 1
 * @param boxesOf asked for the best only, so that no others are decoded
 */
export function bestCandidates(scores: tf.Tensor2D, boxesOf: BoxesOf, count: number): Candidates {
  const [places, classes] = scores.shape;
  const best = tf.topk(tf.reshape<tf.Rank.R1>(scores, [places * classes]), Math.min(count, places * classes), true);
  const place = tf.floorDiv<tf.Tensor1D>(best.indices, tf.scalar(classes, 'int32'));
  const categories = tf.sub<tf.Tensor1D>(best.indices, tf.mul(place, tf.scalar(classes, 'int32')));
  return { boxes: boxesOf(place, categories), scores: best.values, categories };
}

/**
 * `chooseDetections` as rows.
 * @returns [detections, 6]: y1 x1 y2 x2, score, class index
 */
export const selectDetections = (scores: tf.Tensor2D, boxesOf: BoxesOf, options: SelectionOptions): tf.Tensor2D =>
  detectionRows(chooseDetections(scores, boxesOf, options));

/**
 * The best detections of one picture, chosen on the engine with fixed shapes: every pair of a place and a class is a
 * candidate, the best of them go through suppression within each class, and what is left loses by what it still overlaps.
 * @param scores, boxesOf see `bestCandidates`
 * @returns `detections` of them, for whatever else is asked about each; what is missing has score 0
 */
export function chooseDetections(scores: tf.Tensor2D, boxesOf: BoxesOf, options: SelectionOptions): Candidates {
  const best = bestCandidates(scores, boxesOf, options.candidates);
  const kept = nonMaxSuppression(best.boxes, best.scores, {
    iouThreshold: options.iouThreshold,
    scoreThreshold: options.scoreThreshold,
    maxOutputs: options.detections,
    classes: best.categories,
  });
  // Rows past the last are marked -1: they read row 0 and lose its score.
  const found = tf.cast(tf.greaterEqual(kept, tf.scalar(0, 'int32')), 'float32');
  const rows = tf.maximum(kept, tf.scalar(0, 'int32'));
  const chosen = { boxes: tf.gather(best.boxes, rows), scores: tf.mul<tf.Tensor1D>(tf.gather(best.scores, rows), found), categories: tf.gather(best.categories, rows) };
  return options.softness === Infinity ? chosen : softenScores(chosen, options.softness);
}

/** [count, 6]: y1 x1 y2 x2, score, class index */
export function detectionRows({ boxes, scores, categories }: Candidates): tf.Tensor2D {
  const column = (values: tf.Tensor) => tf.reshape<tf.Rank.R2>(values, [-1, 1]);
  return tf.concat<tf.Tensor2D>([boxes, column(scores), column(tf.cast(categories, 'float32'))], 1);
}
