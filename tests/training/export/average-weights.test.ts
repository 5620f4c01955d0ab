import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averageWeights } from '../../../training/export/average-weights';

const weights = (...values: number[]) => new Map([['head/bias', { shape: [values.length], values: Float32Array.from(values) }]]);
const averaged = (...all: readonly (readonly [values: readonly number[], share: number])[]) =>
  [...(averageWeights(all.map(([values, share]) => ({ values: weights(...values), share }))).get('head/bias')?.values ?? [])];

describe('averageWeights', () => {
  it('lies between the weights, by their shares of the sum', () => {
    expect(averaged([[1, 2], 1], [[3, -2], 0])).toEqual([1, 2]);
    expect(averaged([[1, 2], 3], [[3, -2], 1])).toEqual([1.5, 1]);
    expect(averaged([[4, 0], 1], [[0, 4], 1], [[2, 8], 2])).toEqual([2, 5]);
  });

  it('is the weights themselves where all are alike', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 1, maxLength: 5 }), (shares) => {
      const [value = NaN] = averaged(...shares.map((share) => [[7], share] as const));
      expect(value).toBeCloseTo(7, 5);
    }));
  });

  it('refuses networks that are not alike, and shares that say nothing', () => {
    expect(() => averageWeights([{ values: weights(1, 2), share: 1 }, { values: weights(1), share: 1 }])).toThrow(/'head\/bias' has 2 numbers in one and 1 in another/);
    expect(() => averageWeights([{ values: weights(1), share: 1 }, { values: new Map(), share: 1 }])).toThrow(/none in another/);
    expect(() => averageWeights([{ values: weights(1), share: 0 }])).toThrow(/shares of at least 0/);
    expect(() => averageWeights([{ values: weights(1), share: 2 }, { values: weights(1), share: -1 }])).toThrow(/given 2, -1/);
  });
});
