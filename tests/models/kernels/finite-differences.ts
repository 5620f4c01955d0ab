import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { Random } from '../../../models/tensor/random';

/** Independent normal numbers. */
export function randomTensor<R extends tf.Rank>(shape: tf.ShapeMap[R], random: Random): tf.Tensor<R> {
  const size = tf.util.sizeFromShape([...shape]);
  return tf.tensor(Float32Array.from({ length: size }, () => random.normal()), shape);
}

/**
 * Checks the gradient of a function along random directions: the change of `sum(f(x) * weights)` between x - h d and x + h d,
 * summed in double precision, against the gradient's product with d.
 */
export async function expectGradient(f: (...x: tf.Tensor[]) => tf.Tensor, x: readonly tf.Tensor[], { step = 0.05, tolerance = 2e-3, directions = 4, seed = 1 } = {}): Promise<void> {
  const random = new Random(seed);
  const values = await Promise.all(x.map((tensor) => tensor.data<'float32'>()));
  const y = f(...x);
  const weights = Float32Array.from({ length: y.size }, () => random.normal());
  const gradients = await Promise.all(tf.grads(f)([...x], tf.tensor(weights, y.shape)).map((gradient) => gradient.data<'float32'>()));
  for (let direction = 0; direction < directions; direction++) {
    const along = values.map((value) => Float32Array.from(value, () => random.normal()));
    const valueAt = async (distance: number): Promise<number> => {
      const moved = x.map((tensor, i) => tf.tensor((values[i] ?? []).map((value, j) => value + distance * (along[i]?.[j] ?? 0)), tensor.shape));
      return dot(await f(...moved).data<'float32'>(), weights);
    };
    const expected = ((await valueAt(step)) - (await valueAt(-step))) / (2 * step);
    const actual = gradients.reduce((sum, gradient, i) => sum + dot(gradient, along[i] ?? new Float32Array()), 0);
    expect(Math.abs(actual - expected), `gradient ${actual} along direction ${direction}, finite difference ${expected}`).toBeLessThan(tolerance * Math.max(1, Math.abs(expected)));
  }
}

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

/** The largest difference between two lists of numbers of the same length. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs((a[i] ?? NaN) - (b[i] ?? NaN)));
  return largest;
}
