import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../models/tensor/random';
import { binaryCrossEntropy, crossEntropy, distillation, maskedCrossEntropy, smoothL1, smoothTargets } from '../../../models/learning/losses';
import { startWasm } from '../../../training/engines/wasm-engine';
import { expectGradient, randomTensor } from '../kernels/finite-differences';

const random = new Random(11);
const numbers = (count: number, spread = 3): number[] => Array.from({ length: count }, () => spread * random.normal());
const bits = (count: number): number[] => Array.from({ length: count }, () => random.int(2));

beforeAll(startWasm);

describe('binaryCrossEntropy', () => {
  it('equals the definition, also where a naive one overflows', async () => {
    const [logits, targets, weights] = [[...numbers(20), 300, -300], bits(22), bits(22)];
    const expected = logits.reduce((sum, x, i) => {
      const [z = 0, w = 0] = [targets[i], weights[i]];
      const logSigmoid = (value: number) => -Math.log1p(Math.exp(-Math.abs(value))) + Math.min(value, 0);
      return sum - w * (z * logSigmoid(x) + (1 - z) * logSigmoid(-x));
    }, 0) / 7;
    const [actual] = await binaryCrossEntropy(tf.tensor1d(logits), tf.tensor1d(targets), tf.tensor1d(weights), 7).data();
    expect(Math.abs((actual ?? NaN) - expected)).toBeLessThan(1e-4 * Math.abs(expected));
  });

  it('has the gradient of finite differences', () =>
    expectGradient((x: tf.Tensor) => binaryCrossEntropy(x, tf.tensor1d([0, 1, 1, 0]), tf.tensor1d([1, 1, 0, 1]), 3), [randomTensor<tf.Rank.R1>([4], random)]));
});

describe('crossEntropy', () => {
  it('of smoothed targets is the mean over rows of what the definition says', async () => {
    const [labels, classes, share] = [[2, 0, 1], 4, 0.1];
    const rows = labels.map(() => numbers(classes));
    const expected = rows.reduce((sum, row, i) => {
      const total = Math.log(row.reduce((all, x) => all + Math.exp(x), 0));
      return sum - row.reduce((all, x, k) => all + ((k === labels[i] ? 1 - share : 0) + share / classes) * (x - total), 0) / rows.length;
    }, 0);
    const targets = smoothTargets(tf.tensor1d(labels, 'int32'), classes, share);
    expect([...await tf.sum(targets, 1).data()]).toEqual([1, 1, 1].map((one) => expect.closeTo(one, 6) as number));
    expect((await crossEntropy(tf.tensor2d(rows), targets).data())[0]).toBeCloseTo(expected, 5);
  });

  it('has the gradient of finite differences', () =>
    expectGradient((x: tf.Tensor) => crossEntropy(x as tf.Tensor2D, smoothTargets(tf.tensor1d([1, 0], 'int32'), 3, 0.2)), [randomTensor<tf.Rank.R2>([2, 3], random)]));
});

describe('smoothL1', () => {
  it('is quadratic below its bend and linear above', async () => {
    for (const beta of [1 / 9, 1]) {
      const [a, b] = [numbers(40), numbers(40, 1)];
      const weights = bits(10);
      const expected = a.reduce((sum, x, i) => {
        const d = Math.abs(x - (b[i] ?? 0));
        return sum + (weights[Math.floor(i / 4)] ?? 0) * (d < beta ? (d * d) / (2 * beta) : d - beta / 2);
      }, 0) / 5;
      const [actual] = await smoothL1(tf.tensor2d(a, [10, 4]), tf.tensor2d(b, [10, 4]), tf.tensor1d(weights), beta, 5).data();
      expect(actual).toBeCloseTo(expected, 3);
    }
  });

  it('has the gradient of finite differences', () =>
    expectGradient((x: tf.Tensor) => smoothL1(x, tf.zeros([3, 4]), tf.tensor1d([1, 0, 1]), 1, 2), [randomTensor<tf.Rank.R2>([3, 4], random)]));
});

describe('maskedCrossEntropy', () => {
  const targets = tf.tensor2d([[0, 1, 0, 0], [0, 0, 0, 1]]);

  it('is plain cross-entropy where everything is known', async () => {
    const rows = [numbers(4, 1), numbers(4, 1)];
    const expected = [1, 3].reduce((sum, target, i) => sum + Math.log((rows[i] ?? []).reduce((total, x) => total + Math.exp(x), 0)) - (rows[i]?.[target] ?? 0), 0) / 2;
    const [actual] = await maskedCrossEntropy(tf.tensor2d(rows), targets, tf.zeros([2, 4]), tf.ones([2]), 2).data();
    expect(actual).toBeCloseTo(expected, 5);
  });

  it('pushes an unknown class neither up nor down', async () => {
    const gradient = tf.grad((x) => maskedCrossEntropy(x as tf.Tensor2D, targets, tf.tensor2d([[1, 0, 0, 0], [1, 0, 1, 0]]), tf.ones([2]), 2))(tf.tensor2d([[5, 1, 0, 2], [3, -1, 4, 0]]));
    const values = await gradient.data();
    expect([values[0], values[4], values[6]].map((value) => Math.abs(value ?? NaN))).toEqual([0, 0, 0]);
    expect(values[5]).toBeGreaterThan(0);
  });
});

describe('distillation', () => {
  const answers = [[2, -1, 0.5], [0, 3, 1]];

  it('is nothing where the student answers as its teacher, whatever both add to all logits', async () => {
    const [loss = NaN] = await distillation(tf.add(tf.tensor2d(answers), 4), tf.tensor2d(answers), 3).data();
    expect(Math.abs(loss)).toBeLessThan(1e-5);
  });

  it('is the divergence of the softened answers times the square of the temperature', async () => {
    const logits = [[1, 1, 0], [2, 0, -1]];
    const softened = (row: readonly number[], temperature: number) => {
      const all = row.map((logit) => Math.exp(logit / temperature));
      return all.map((one) => one / all.reduce((a, b) => a + b));
    };
    const divergences = answers.map((row, i) => {
      const own = softened(logits[i] ?? [], 2);
      return softened(row, 2).reduce((sum, wanted, j) => sum + wanted * Math.log(wanted / (own[j] ?? NaN)), 0);
    });
    const [loss = NaN] = await distillation(tf.tensor2d(logits), tf.tensor2d(answers), 2).data();
    expect(loss).toBeCloseTo(4 * (divergences.reduce((a, b) => a + b) / 2), 5);
  });
});
