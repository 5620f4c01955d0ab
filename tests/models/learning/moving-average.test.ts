import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadEngine } from '../../../training/engines/load-engine';
import { FlatParameters } from '../../../models/learning/flat-parameters';
import { MovingAverage, warmDecay } from '../../../models/learning/moving-average';

beforeAll(async () => {
  await loadEngine('cpu');
});

describe('MovingAverage', () => {
  it('is the average of a plain loop, is saved and restored, and leaves no tensor behind', async () => {
    const number = fc.float({ min: -100, max: 100, noNaN: true });
    await fc.assert(fc.asyncProperty(fc.array(number, { minLength: 1, maxLength: 30 }), fc.double({ min: 0, max: 0.9999, noNaN: true }), async (weights, decay) => {
      const before = tf.memory().numTensors;
      const variable = tf.tidy(() => tf.variable(tf.scalar(1)));
      const flat = new FlatParameters(new Map([['scale', variable]]));
      let average = new MovingAverage(flat, decay);
      let expected = 1;
      for (const [step, weight] of weights.entries()) {
        tf.tidy(() => variable.assign(tf.scalar(weight)));
        average.update(step);
        const keep = Math.min(decay, (1 + step) / (10 + step));
        expected = keep * expected + (1 - keep) * weight;
        const other = new MovingAverage(flat, decay);
        other.restore(await average.values());
        average.dispose();
        average = other;
      }
      expect((await average.values()).get('scale')?.values[0]).toBeCloseTo(expected, 3);
      average.dispose();
      variable.dispose();
      expect(tf.memory().numTensors).toBe(before);
    }), { numRuns: 30 });
  });

  it('forgets fast at first', () => {
    expect(warmDecay(0.999, 0)).toBe(0.1);
    expect(warmDecay(0.999, 1_000_000)).toBe(0.999);
    expect(warmDecay(0, 5)).toBe(0);
  });
});
