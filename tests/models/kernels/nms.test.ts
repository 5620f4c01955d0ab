import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../models/errors';
import { suppress } from '../../../models/geometry/nms';
import { nonMaxSuppression } from '../../../models/kernels/nms/nms';
import { Random } from '../../../models/tensor/random';
import { describeEachEngine } from './engines';

/** Crowded boxes, scores with ties, some NaN and some infinite. */
function scene(seed: number, count: number) {
  const random = new Random(seed);
  const boxes = new Float32Array(4 * count);
  for (let i = 0; i < count; i++) {
    const y = 60 * random.next();
    const x = 60 * random.next();
    boxes.set([y, x, y + 5 + 30 * random.next(), x + 5 + 30 * random.next()], 4 * i);
  }
  const scores = Float32Array.from({ length: count }, () => {
    const draw = random.next();
    return draw < 0.05 ? NaN : draw < 0.08 ? -Infinity : Math.round(20 * random.next()) / 20;
  });
  const classes = Int32Array.from({ length: count }, () => random.int(3));
  return { boxes, scores, classes };
}

const padded = (kept: number[], length: number): number[] => [...kept, ...new Array<number>(length - kept.length).fill(-1)];

await describeEachEngine('Suppression', () => {
  it.each([
    { seed: 1, count: 40, maxOutputs: 10, scoreThreshold: 0.3, iouThreshold: 0.5 },
    { seed: 2, count: 333, maxOutputs: 100, scoreThreshold: -Infinity, iouThreshold: 0.3 },
    { seed: 3, count: 700, maxOutputs: 800, scoreThreshold: 0, iouThreshold: 0.7 },
    { seed: 4, count: 1, maxOutputs: 3, scoreThreshold: 0, iouThreshold: 0.5 },
    { seed: 5, count: 64, maxOutputs: 5, scoreThreshold: 2, iouThreshold: 0 },
  ])('agrees with the plain loop, with classes and without ($count boxes)', async ({ seed, count, ...options }) => {
    const { boxes, scores, classes } = scene(seed, count);
    const boxTensor = tf.tensor2d(boxes, [count, 4]);
    const all = await nonMaxSuppression(boxTensor, tf.tensor1d(scores), options).data();
    expect([...all]).toEqual(padded(suppress(boxes, scores, options), options.maxOutputs));
    const perClass = await nonMaxSuppression(boxTensor, tf.tensor1d(scores), { ...options, classes: tf.tensor1d(classes, 'int32') }).data();
    expect([...perClass]).toEqual(padded(suppress(boxes, scores, options, classes), options.maxOutputs));
  });

  it('keeps nothing of nothing, and takes boxes that the engine has just computed', async () => {
    const options = { iouThreshold: 0.5, scoreThreshold: 0, maxOutputs: 2 };
    expect([...await nonMaxSuppression(tf.zeros([0, 4]), tf.zeros([0]), options).data()]).toEqual([-1, -1]);
    const boxes = tf.mul(tf.tensor2d([[0, 0, 1, 1], [0, 0, 1, 0.9], [5, 5, 6, 6]]), 100);
    expect([...await nonMaxSuppression(boxes as tf.Tensor2D, tf.sigmoid(tf.tensor1d([1, 2, 0])), options).data()]).toEqual([1, 2]);
  });

  it('leaves no tensor behind', async () => {
    const { boxes, scores } = scene(6, 50);
    const inputs = [tf.tensor2d(boxes, [50, 4]), tf.tensor1d(scores)] as const;
    const run = async (): Promise<void> => {
      const kept = nonMaxSuppression(...inputs, { iouThreshold: 0.5, scoreThreshold: 0, maxOutputs: 8 });
      await kept.data();
      kept.dispose();
    };
    await run();
    const before = { tensors: tf.memory().numTensors, ids: tf.backend().numDataIds() };
    await run();
    expect({ tensors: tf.memory().numTensors, ids: tf.backend().numDataIds() }).toEqual(before);
  });
});

describe('Suppression', () => {
  it('refuses what does not fit', () => {
    const boxes = tf.zeros<tf.Rank.R2>([3, 4]);
    const scores = tf.zeros<tf.Rank.R1>([3]);
    const options = { iouThreshold: 0.5, scoreThreshold: 0, maxOutputs: 2 };
    expect(() => nonMaxSuppression(boxes, tf.zeros([2]), options)).toThrow(/Scores has shape \[2\], expected \[3\]/);
    expect(() => nonMaxSuppression(boxes, scores, { ...options, iouThreshold: 5 })).toThrow(InvalidInputError);
    expect(() => nonMaxSuppression(boxes, scores, { ...options, classes: tf.zeros([3]) })).toThrow(/int32/);
  });
});
