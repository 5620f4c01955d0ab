import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../../models/tensor/random';
import { distributionCrossEntropy, generalizedIou, qualityFocalLoss } from '../../../../training/tasks/detection/dense-losses';
import { startWasm } from '../../../../training/engines/wasm-engine';
import { expectGradient, randomTensor } from '../../../models/kernels/finite-differences';

const random = new Random(21);
const numbers = (count: number, spread = 3): number[] => Array.from({ length: count }, () => spread * random.normal());
const shares = (count: number): number[] => Array.from({ length: count }, () => random.next());

beforeAll(startWasm);

describe('qualityFocalLoss', () => {
  it('equals |t - s|² times the cross-entropy, also where a naive one overflows', async () => {
    const [logits, targets, weights] = [[...numbers(30), 200, -200], shares(32), shares(32)];
    const expected = logits.reduce((sum, x, i) => {
      const [t = 0, w = 0] = [targets[i], weights[i]];
      const logSigmoid = (value: number) => Math.min(value, 0) - Math.log1p(Math.exp(-Math.abs(value)));
      const s = 1 / (1 + Math.exp(-x));
      return sum - w * (t - s) ** 2 * (t * logSigmoid(x) + (1 - t) * logSigmoid(-x));
    }, 0) / 5;
    const [actual] = await qualityFocalLoss(tf.tensor1d(logits), tf.tensor1d(targets), tf.tensor1d(weights), 5).data();
    expect(Math.abs((actual ?? NaN) - expected)).toBeLessThan(1e-4 * expected);
  });

  it('has the gradient of finite differences', () => {
    const [targets, weights] = [tf.tensor2d(shares(12), [3, 4]), tf.tensor2d(shares(12), [3, 4])];
    return expectGradient((x: tf.Tensor) => qualityFocalLoss(x, targets, weights, 0.1), [randomTensor<tf.Rank.R2>([3, 4], random)]);
  });

  it('gives no gradient where the weight is 0 or the target is met', async () => {
    const target = 1 / (1 + Math.exp(-0.7));
    const gradient = tf.grad((x) => qualityFocalLoss(x, tf.tensor1d([1, target, 1]), tf.tensor1d([0, 1, 1]), 1))(tf.tensor1d([0.3, 0.7, 0.3]));
    const [unknown = NaN, met = NaN, missed = NaN] = await gradient.data();
    expect(Math.abs(unknown)).toBe(0);
    expect(Math.abs(met)).toBeLessThan(1e-6);
    expect(missed).toBeLessThan(-0.1);
  });
});

describe('distributionCrossEntropy', () => {
  it('is least where the expected bin is the distance that the two neighbours share', async () => {
    // The distance 2.25: three quarters of bin 2, a quarter of bin 3.
    const targets = tf.tensor2d([[0, 0, 0.75, 0.25]]);
    const at = async (share: number) => (await distributionCrossEntropy(tf.tensor2d([[-30, -30, Math.log(1 - share), Math.log(share)]]), targets, tf.ones([1]), 1).data())[0] ?? NaN;
    const entropy = -0.75 * Math.log(0.75) - 0.25 * Math.log(0.25);
    expect(await at(0.25)).toBeCloseTo(entropy, 5);
    expect(await at(0.2)).toBeGreaterThan(entropy);
    expect(await at(0.3)).toBeGreaterThan(entropy);
  });

  it('has the gradient of finite differences, and none in rows without weight', async () => {
    const targets = tf.tensor2d([[0.5, 0.5, 0], [0, 0.1, 0.9], [1, 0, 0]]);
    const loss = (x: tf.Tensor) => distributionCrossEntropy(x as tf.Tensor2D, targets, tf.tensor1d([1, 0.3, 0]), 2);
    await expectGradient(loss, [randomTensor<tf.Rank.R2>([3, 3], random)]);
    const gradient = await tf.grad(loss)(randomTensor<tf.Rank.R2>([3, 3], random)).data();
    expect(gradient.slice(6).every((value) => Math.abs(value) === 0)).toBe(true);
  });
});

describe('generalizedIou', () => {
  /** From the definition, with the hull counted cell by cell: corners are whole numbers. */
  function counted([ay1 = 0, ax1 = 0, ay2 = 0, ax2 = 0]: number[], [by1 = 0, bx1 = 0, by2 = 0, bx2 = 0]: number[]): { iou: number; giou: number } {
    let [shared, union, hull] = [0, 0, 0];
    for (let y = 0; y < 20; y++) {
      for (let x = 0; x < 20; x++) {
        const inA = y >= ay1 && y < ay2 && x >= ax1 && x < ax2;
        const inB = y >= by1 && y < by2 && x >= bx1 && x < bx2;
        if (inA && inB) shared++;
        if (inA || inB) union++;
        if (y >= Math.min(ay1, by1) && y < Math.max(ay2, by2) && x >= Math.min(ax1, bx1) && x < Math.max(ax2, bx2)) hull++;
      }
    }
    return { iou: shared / union, giou: shared / union - (hull - union) / hull };
  }
  const box = (): number[] => {
    const [y, x] = [random.int(12), random.int(12)];
    return [y, x, y + 1 + random.int(7), x + 1 + random.int(7)];
  };

  it('equals what counting cells gives', async () => {
    const pairs = Array.from({ length: 60 }, () => [box(), box()] as const);
    const { iou, giou } = generalizedIou(tf.tensor2d(pairs.map(([a]) => a)), tf.tensor2d(pairs.map(([, b]) => b)));
    const [ious, gious] = [await iou.data(), await giou.data()];
    for (const [row, [a, b]] of pairs.entries()) {
      const expected = counted(a, b);
      expect(Math.abs((ious[row] ?? NaN) - expected.iou)).toBeLessThan(2e-3);
      expect(Math.abs((gious[row] ?? NaN) - expected.giou)).toBeLessThan(2e-3);
    }
  });

  it('has the gradient of finite differences, also where boxes lie apart', async () => {
    const a = tf.tensor2d([[1, 2, 9, 11], [0, 0, 4, 5], [3, 3, 8, 9]]);
    const b = tf.tensor2d([[3.1, 1.2, 8.3, 14.1], [7, 8, 12, 13], [2, 1.5, 10, 12]]);
    await expectGradient((x: tf.Tensor) => generalizedIou(x as tf.Tensor2D, b).giou, [a]);
  });

  it('stays finite for boxes without an area', async () => {
    const gradient = tf.grad((x) => tf.sum(generalizedIou(x as tf.Tensor2D, tf.zeros([1, 4])).giou))(tf.zeros([1, 4]));
    expect((await gradient.data()).every(Number.isFinite)).toBe(true);
  });
});
