import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constantRate, cosineToZero, oneCycle, stepDecay, warmUp } from '../../../models/learning/schedule';

const rate = fc.double({ min: 1e-6, max: 1, noNaN: true });
const steps = fc.integer({ min: 1, max: 100_000 });

describe('schedules', () => {
  it('cosineToZero falls from the rate through its half to 0 and stays there', () => {
    fc.assert(fc.property(rate, steps, fc.nat(200_000), (peak, total, step) => {
      const schedule = cosineToZero(peak, total);
      expect(schedule(0)).toBeCloseTo(peak, 12);
      expect(schedule(total / 2)).toBeCloseTo(peak / 2, 12);
      expect(schedule(total + step)).toBe(0);
      expect(schedule(step + 1)).toBeLessThanOrEqual(schedule(step));
    }));
  });

  it('stepDecay is divided at each milestone, not before', () => {
    const schedule = stepDecay(0.02, [60, 80]);
    expect([0, 59, 60, 79, 80, 1000].map(schedule)).toEqual([0.02, 0.02, 0.002, 0.002, 0.0002, 0.0002].map((value) => expect.closeTo(value, 12) as number));
  });

  it('oneCycle rises from a twenty-fifth to the rate, then falls to nothing, and stays there', () => {
    fc.assert(fc.property(rate, fc.integer({ min: 10, max: 10_000 }), (peak, total) => {
      const schedule = oneCycle(peak, total);
      const rates = Array.from({ length: total + 2 }, (_, step) => schedule(step));
      const top = Math.ceil(0.3 * total);
      expect(rates[0]).toBeCloseTo(peak / 25, 12);
      expect(schedule(0.3 * total)).toBeCloseTo(peak, 12);
      expect(schedule(0.15 * total)).toBeCloseTo((peak + peak / 25) / 2, 12);
      expect(schedule(0.65 * total)).toBeCloseTo(peak / 2, 12);
      expect(rates[total]).toBeCloseTo(0, 12);
      expect(rates[total + 1]).toBeCloseTo(0, 12);
      expect(rates.slice(0, top)).toEqual(rates.slice(0, top).sort((a, b) => a - b));
      expect(rates.slice(top)).toEqual(rates.slice(top).sort((a, b) => b - a));
    }));
  });

  it('warmUp grows in equal parts, never above the schedule, which it then is', () => {
    fc.assert(fc.property(rate, fc.integer({ min: 1, max: 1000 }), fc.double({ min: 0, max: 1, noNaN: true }), (peak, warm, from) => {
      const schedule = warmUp(constantRate(peak), warm, from);
      const rates = Array.from({ length: warm + 3 }, (_, step) => schedule(step));
      expect(rates[0]).toBeGreaterThan(0);
      for (const [step, value] of rates.entries()) {
        const next = rates[step + 1] ?? peak;
        if (step < warm) expect(next - value).toBeCloseTo((peak * (1 - from)) / (warm + 1), 9);
        else expect(value).toBe(peak);
      }
    }));
  });
});
