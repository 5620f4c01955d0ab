import type * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../tensor/random';

/**
 * What is minimised over batches.
 *
 * @typeParam Batch numbers (typed arrays, annotations), no tensors
 * @typeParam Prepared what `losses` needs: tensors, in arrays and plain objects, and anything else
 */
export interface Objective<Batch = unknown, Prepared = unknown> {
  /**
   * What needs no gradient: the input tensor, targets, the features of a frozen trunk. Runs before the gradient tape and
   * in a tidy, also where it is asynchronous; whoever called it disposes every tensor that it returns.
   */
  prepare(batch: Batch, random: Random): Prepared | Promise<Prepared>;
  /** The loss terms, scalars by name, weighted: their sum is minimised. Runs in a tidy and on the gradient tape. */
  losses(prepared: Prepared, random: Random): Readonly<Record<string, tf.Scalar>>;
}
