import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleBalanced } from '../../../models/geometry/sampler';
import { Random } from '../../../models/tensor/random';

const labels = fc.array(fc.constantFrom(-1, 0, 1), { maxLength: 60 }).map((values) => Int8Array.from(values));

describe('sampleBalanced', () => {
  it('draws without repetition, positives up to their part, negatives for the rest', () => {
    fc.assert(fc.property(labels, fc.integer({ min: 0, max: 40 }), fc.constantFrom(0, 0.25, 0.5, 1), fc.integer(), (values, count, positiveFraction, seed) => {
      const { positives, negatives } = sampleBalanced(values, { count, positiveFraction }, new Random(seed));
      expect([...positives].every((index) => values[index] === 1)).toBe(true);
      expect([...negatives].every((index) => values[index] === 0)).toBe(true);
      expect(new Set([...positives, ...negatives]).size).toBe(positives.length + negatives.length);
      const available = (label: number): number => values.filter((value) => value === label).length;
      expect(positives.length).toBe(Math.min(available(1), Math.floor(count * positiveFraction)));
      expect(negatives.length).toBe(Math.min(available(0), count - positives.length));
      expect(sampleBalanced(values, { count, positiveFraction }, new Random(seed))).toEqual({ positives, negatives });
    }));
  });

  it('draws every index equally often', () => {
    const random = new Random(4);
    const times = new Array<number>(10).fill(0);
    for (let run = 0; run < 5000; run++) {
      for (const index of sampleBalanced(new Int8Array(10), { count: 3, positiveFraction: 0.5 }, random).negatives) times[index] = (times[index] ?? NaN) + 1;
    }
    for (const drawn of times) expect(Math.abs(drawn / 5000 - 0.3)).toBeLessThan(0.03);
  });
});
