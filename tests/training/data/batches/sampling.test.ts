import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../../models/tensor/random';
import type { DetectionRecord } from '../../../../training/data/record';
import { epochLength, epochOrder, repeatFactors } from '../../../../training/data/batches/sampling';

const record = (...categories: number[]): DetectionRecord => ({
  id: 1, file: 'a', width: 10, height: 10, unlabelled: [],
  annotations: categories.map((category) => ({ box: { x: 0, y: 0, width: 5, height: 5 }, category, ignore: false })),
});
const factorsOf = (values: readonly number[]): Float64Array => Float64Array.from(values);
const counts = (order: Int32Array, records: number): number[] => Array.from({ length: records }, (_, index) => order.filter((at) => at === index).length);

describe('repeatFactors', () => {
  it('repeats pictures of rare categories by the root of how rare they are', () => {
    const records = [record(1), ...Array.from({ length: 99 }, () => record(0))];
    const factors = repeatFactors(records, { repeatThreshold: 0.09 });
    expect(factors[0]).toBeCloseTo(3);
    expect(factors.slice(1).every((factor) => factor === 1)).toBe(true);
    expect(repeatFactors(records, 'uniform').every((factor) => factor === 1)).toBe(true);
  });

  it('goes by the rarest category of a picture', () => {
    const records = [record(0, 1), ...Array.from({ length: 99 }, () => record(0, 0))];
    expect(repeatFactors(records, { repeatThreshold: 0.04 })[0]).toBeCloseTo(2);
  });
});

describe('epochOrder', () => {
  it('without repeats shows everything once, in another order each epoch', () => {
    const factors = factorsOf(new Array<number>(50).fill(1));
    const [one, two] = ['1', '2'].map((seed) => epochOrder(factors, new Random(seed)));
    expect(one?.toSorted()).toEqual(Int32Array.from({ length: 50 }, (_, index) => index));
    expect(one).not.toEqual(two);
  });

  it('always has the same length and shows each record its factor of times, rounded down or up', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 1, max: 4, noNaN: true }), { minLength: 1, maxLength: 40 }), fc.integer(), (values, seed) => {
      const factors = factorsOf(values);
      const order = epochOrder(factors, new Random(seed));
      expect(order).toHaveLength(epochLength(factors));
      const stretch = epochLength(factors) / values.reduce((sum, value) => sum + value, 0);
      for (const [index, count] of counts(order, values.length).entries()) {
        expect(Math.abs(count - (values[index] ?? 0) * stretch)).toBeLessThan(1 + 1e-6);
      }
    }));
  });

  it('shows a record its factor of times on average', () => {
    const factors = factorsOf([1, 1.3, 2.5, 1.2]);
    const seen = [0, 0, 0, 0];
    for (let epoch = 0; epoch < 2000; epoch++) {
      for (const [index, count] of counts(epochOrder(factors, new Random(epoch)), 4).entries()) seen[index] = (seen[index] ?? 0) + count / 2000;
    }
    for (const [index, factor] of factors.entries()) expect(Math.abs((seen[index] ?? 0) - factor)).toBeLessThan(0.05);
  });
});
