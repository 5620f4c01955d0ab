// tfjs-core alone has no gradients.
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { BATCH_NORM_EPSILON, BATCH_NORM_MOMENTUM, batchNormalization } from '../../../models/layers/batch-normalization';
import { TrainableParameters } from '../../../models/layers/trainable-parameters';
import { Random } from '../../../models/tensor/random';

const random = new Random(3);
const picture = () => tf.tensor4d(Float32Array.from({ length: 2 * 3 * 4 * 2 }, (_, i) => random.normal() * (1 + (i % 2)) + 5 * (i % 2)), [2, 3, 4, 2]);

beforeAll(() => tf.setBackend('cpu'));

describe('batchNormalization', () => {
  it('normalises by the batch and moves the averages, which the optimizer never sees', async () => {
    const parameters = new TrainableParameters({ random });
    const x = picture();
    const y = tf.tidy(() => batchNormalization(x, parameters.scope().at('norm')));
    const channel = (t: tf.Tensor, c: number) => Array.from(t.dataSync()).filter((_, i) => i % 2 === c);
    const mean = (numbers: readonly number[]) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    const values = await parameters.values();
    for (const c of [0, 1]) {
      const numbers = channel(x, c);
      const centre = mean(numbers);
      const squares = numbers.reduce((sum, value) => sum + (value - centre) ** 2, 0);
      channel(y, c).forEach((value, i) => expect(value).toBeCloseTo(((numbers[i] ?? 0) - centre) / Math.sqrt(squares / numbers.length + BATCH_NORM_EPSILON), 4));
      expect(values.get('norm/moving-mean')?.values[c]).toBeCloseTo((1 - BATCH_NORM_MOMENTUM) * centre, 5);
      expect(values.get('norm/moving-variance')?.values[c]).toBeCloseTo(BATCH_NORM_MOMENTUM + ((1 - BATCH_NORM_MOMENTUM) * squares) / (numbers.length - 1), 5);
    }
    expect(parameters.trainable().map(({ shape }) => shape)).toEqual([[2], [2]]);
    expect(values.size).toBe(4);
    parameters.dispose();
  });

  it('works within a gradient and leaks nothing', () => {
    const parameters = new TrainableParameters({ random });
    const x = picture();
    const step = () => {
      const { value, grads } = tf.variableGrads(() => tf.sum(tf.square(batchNormalization(x, parameters.scope()))), parameters.trainable());
      tf.dispose([value, grads]);
    };
    tf.tidy(() => void batchNormalization(x, parameters.scope()));
    step();
    const before = tf.memory().numTensors;
    step();
    step();
    expect(tf.memory().numTensors).toBe(before);
    parameters.dispose();
  });
});
