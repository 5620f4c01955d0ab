import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OneEuroFilter } from '../../../models/tracking/one-euro-filter';

const OPTIONS = { minCutoff: 1, beta: 5, derivativeCutoff: 1 };
const values = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 50 });

describe('OneEuroFilter', () => {
  it('never leaves the range of what came in', () => {
    fc.assert(fc.property(values, (signal) => {
      const filter = new OneEuroFilter(OPTIONS);
      const smoothed = signal.map((value, index) => filter.filter(value, 40 * index));
      expect(Math.min(...smoothed)).toBeGreaterThanOrEqual(Math.min(...signal) - 1e-9);
      expect(Math.max(...smoothed)).toBeLessThanOrEqual(Math.max(...signal) + 1e-9);
    }));
  });

  it('calms a trembling signal and follows a fast one', () => {
    const tremble = new OneEuroFilter(OPTIONS);
    const still = Array.from({ length: 100 }, (_, index) => tremble.filter(0.01 * (-1) ** index, 33 * index)).slice(50);
    expect(Math.max(...still.map(Math.abs))).toBeLessThan(0.005);

    const sweep = new OneEuroFilter(OPTIONS);
    const lag = Array.from({ length: 100 }, (_, index) => 0.033 * index - sweep.filter(0.033 * index, 33 * index));
    expect(lag.at(-1)).toBeLessThan(0.04);
    expect(sweep.speed).toBeCloseTo(1, 1);
  });

  it('ends where the signal stays', () => {
    const filter = new OneEuroFilter(OPTIONS);
    filter.filter(0, 0);
    let last = 0;
    for (let index = 1; index < 100; index++) last = filter.filter(1, 33 * index);
    expect(last).toBeCloseTo(1, 6);
    expect(filter.speed).toBeCloseTo(0, 3);
  });

  it('does not go back in time', () => {
    const filter = new OneEuroFilter(OPTIONS);
    filter.filter(0, 100);
    expect(filter.filter(1, 100)).toBe(0);
    expect(filter.filter(1, 50)).toBe(0);
  });
});
