import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { leakyRelu, relu, relu6 } from '../../../models/kernels/activations/activations';
import { describeEachEngine } from './engines';

const slope = 0.1;
/** Away from and on the corners at 0 and 6. */
const x = [-7, -0.5, 0, 0.5, 5.5, 6, 6.5];
const cases = [
  { name: 'relu', f: relu, y: (v: number) => Math.max(v, 0), derivative: (v: number) => (v > 0 ? 1 : 0) },
  { name: 'relu6', f: relu6, y: (v: number) => Math.min(Math.max(v, 0), 6), derivative: (v: number) => (v > 0 && v < 6 ? 1 : 0) },
  { name: 'leaky relu', f: (t: tf.Tensor) => leakyRelu(t, slope), y: (v: number) => (v > 0 ? v : slope * v), derivative: (v: number) => (v > 0 ? 1 : slope) },
];

function expectClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 5));
}

await describeEachEngine('activations', () => {
  for (const { name, f, y, derivative } of cases) {
    it(`${name} and its gradient agree with the definition`, async () => {
      const dy = x.map((_, i) => i - 2.5);
      const { value, grad } = tf.valueAndGrad((input) => f(input))(tf.tensor1d(x), tf.tensor1d(dy));
      expectClose(await value.data(), x.map(y));
      expectClose(await grad.data(), x.map((v, i) => derivative(v) * (dy[i] ?? NaN)));
    });

    it(`${name} leaves nothing behind but its output, with and without a gradient`, () => {
      const input = tf.tensor1d(x);
      const before = tf.memory().numTensors;
      const output = f(input);
      expect(tf.memory().numTensors).toBe(before + 1);
      output.dispose();
      tf.grad((t) => tf.sum(f(t)))(input).dispose();
      expect(tf.memory().numTensors).toBe(before);
      input.dispose();
    });
  }
});
