import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentile } from '../../models/percentile';

describe('a percentile', () => {
  it('is one of the values, with at least its share of them at or below it', () => {
    fc.assert(fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.double({ min: 0.01, max: 1, noNaN: true }), (values, share) => {
      const found = percentile(values, share);
      expect(values).toContain(found);
      expect(values.filter((value) => value <= found).length).toBeGreaterThanOrEqual(share * values.length - 1e-9);
      expect(values.filter((value) => value < found).length).toBeLessThan(share * values.length + 1e-9);
    }));
  });
});
