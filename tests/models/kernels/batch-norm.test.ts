import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { InvalidInputError } from '../../../models/errors';
import { batchNormTraining } from '../../../models/kernels/batch-norm/batch-norm';
import { registerBatchNorm } from '../../../models/kernels/batch-norm/register';
import { Random } from '../../../models/tensor/random';
import { describeEachEngine } from './engines';
import { expectGradient, randomTensor } from './finite-differences';

const shape: [number, number, number, number] = [2, 3, 5, 4];
const count = 2 * 3 * 5;
const epsilon = 1e-3;

/** The same in double precision, a channel at a time. */
function reference(x: ArrayLike<number>, gamma: ArrayLike<number>, beta: ArrayLike<number>): { y: number[]; mean: number[]; variance: number[] } {
  const channels = gamma.length;
  const y = new Array<number>(x.length).fill(0);
  const mean: number[] = [];
  const variance: number[] = [];
  for (let c = 0; c < channels; c++) {
    const channel = Array.from({ length: count }, (_, i) => x[i * channels + c] ?? NaN);
    const average = channel.reduce((sum, value) => sum + value, 0) / count;
    const squares = channel.reduce((sum, value) => sum + (value - average) ** 2, 0);
    channel.forEach((value, i) => {
      y[i * channels + c] = ((value - average) / Math.sqrt(squares / count + epsilon)) * (gamma[c] ?? NaN) + (beta[c] ?? NaN);
    });
    mean.push(average);
    variance.push(squares / (count - 1));
  }
  return { y, mean, variance };
}

function inputs(): [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D] {
  const random = new Random(7);
  return [
    tf.add(tf.mul(randomTensor<tf.Rank.R4>(shape, random), 3), 5),
    randomTensor<tf.Rank.R1>([4], random),
    randomTensor<tf.Rank.R1>([4], random),
  ];
}

function expectClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 4));
}

await describeEachEngine('batch normalisation', () => {
  it('agrees with the definition', async () => {
    const [x, gamma, beta] = inputs();
    const expected = reference(await x.data(), await gamma.data(), await beta.data());
    const { y, mean, variance } = batchNormTraining(x, gamma, beta, epsilon);
    expectClose(await y.data(), expected.y);
    expectClose(await mean.data(), expected.mean);
    expectClose(await variance.data(), expected.variance);
  });

  it('moves running averages, which stay the caller’s', async () => {
    const [x, gamma, beta] = inputs();
    const expected = reference(await x.data(), await gamma.data(), await beta.data());
    const averages = { mean: tf.tensor1d([1, 2, 3, 4]), variance: tf.tensor1d([4, 3, 2, 1]), momentum: 0.75 };
    const { y, mean, variance } = batchNormTraining(x, gamma, beta, epsilon, averages);
    expectClose(await y.data(), expected.y);
    expectClose(await mean.data(), expected.mean.map((value, c) => 0.75 * (c + 1) + 0.25 * value));
    expectClose(await variance.data(), expected.variance.map((value, c) => 0.75 * (4 - c) + 0.25 * value));
    expectClose(await averages.mean.data(), [1, 2, 3, 4]);
    expectClose(await averages.variance.data(), [4, 3, 2, 1]);
  });

  it('has the gradient that finite differences give', async () => {
    const f = (...[x, gamma, beta]: tf.Tensor[]) => batchNormTraining(x as tf.Tensor4D, gamma as tf.Tensor1D, beta as tf.Tensor1D, epsilon).y;
    await expectGradient(f, inputs());
  });

  it('leaves nothing behind but its outputs, with and without a gradient', () => {
    const [x, gamma, beta] = inputs();
    const before = tf.memory().numTensors;
    const { y, mean, variance } = batchNormTraining(x, gamma, beta, epsilon);
    expect(tf.memory().numTensors).toBe(before + 3);
    tf.dispose([y, mean, variance]);
    const gradient = tf.grad((input) => tf.sum(tf.square(batchNormTraining(input as tf.Tensor4D, gamma, beta, epsilon).y)))(x);
    expect(tf.memory().numTensors).toBe(before + 1);
    gradient.dispose();
  });

  it('refuses scales that do not fit', () => {
    const [x, , beta] = inputs();
    expect(() => batchNormTraining(x, tf.ones([3]), beta, epsilon)).toThrow(InvalidInputError);
  });

  it('can be registered again', () => {
    expect(() => registerBatchNorm(tf.getBackend())).not.toThrow();
  });
});
