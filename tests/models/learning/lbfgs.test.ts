import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Lbfgs } from '../../../models/learning/lbfgs';

beforeAll(() => tf.setBackend('cpu'));

/** Rosenbrock's valley, from (-1.2, 1) to (1, 1): plain gradient descent needs thousands of steps. */
const valley = (point: tf.Tensor1D) => {
  const [x = 0, y = 0] = point.dataSync();
  const rise = y - x * x;
  return Promise.resolve({ value: 100 * rise ** 2 + (1 - x) ** 2, gradient: tf.tensor1d([-400 * x * rise - 2 * (1 - x), 200 * rise]) });
};

describe('Lbfgs', () => {
  it('reaches the bottom of a bent valley, always downwards, and frees all that it made', async () => {
    const before = tf.memory().numTensors;
    const optimizer = new Lbfgs(tf.tensor1d([-1.2, 1]), valley);
    const values: number[] = [];
    for (let step = 0; step < 60; step++) {
      const value = await optimizer.step();
      if (value === undefined) break;
      values.push(value);
    }
    expect(values.length).toBeLessThan(60);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    const [x = 0, y = 0] = optimizer.best.dataSync();
    expect(x).toBeCloseTo(1, 3);
    expect(y).toBeCloseTo(1, 3);
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('keeps the point where nothing gains', async () => {
    const optimizer = new Lbfgs(tf.tensor1d([1, 1]), valley);
    expect(await optimizer.step()).toBeUndefined();
    expect([...optimizer.best.dataSync()]).toEqual([1, 1]);
    optimizer.dispose();
  });
});
