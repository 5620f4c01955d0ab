import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constantRate, cosineToZero, stepDecay, warmUp } from '../../../models/learning/schedule';

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
