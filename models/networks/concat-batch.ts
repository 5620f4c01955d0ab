import * as tf from '@tensorflow/tfjs-core';

// What is done with a batch picture by picture; of a batch of one nothing is cut or joined.

/** One picture's part of a batch: [n, a, …] → [a, …]. */
export function pictureOf(batch: tf.Tensor2D, picture: number): tf.Tensor1D;
export function pictureOf(batch: tf.Tensor3D, picture: number): tf.Tensor2D;
export function pictureOf(batch: tf.Tensor, picture: number): tf.Tensor {
  const [count, ...rest] = batch.shape;
  const part = count === 1 ? batch : tf.slice(batch, [picture, ...rest.map(() => 0)], [1, ...rest]);
  return tf.squeeze(part, [0]);
}

/** The rows of one picture after another: n times [rows, …] → [n × rows, …]. */
export function concatBatch<T extends tf.Tensor>(parts: readonly T[]): T {
  const [only, ...more] = parts;
  return only !== undefined && more.length === 0 ? only : tf.concat<T>([...parts], 0);
}
