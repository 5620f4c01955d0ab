import type * as tf from '@tensorflow/tfjs-core';

/** Boxes of one picture, each with a class. */
export interface Candidates {
  /** [count, 4] y1 x1 y2 x2, input pixels */
  readonly boxes: tf.Tensor2D;
  /** [count] best first */
  readonly scores: tf.Tensor1D;
  /** int32 [count] */
  readonly categories: tf.Tensor1D;
}
