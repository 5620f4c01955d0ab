import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decompress } from '../../../models/compression/compressed-tensor';
import { kMeans, shareWeights } from '../../../training/compression/share-weights';

const floats = fc.array(fc.integer({ min: -4000, max: 4000 }), { minLength: 1, maxLength: 60 }).map((values) => Float32Array.from(values, (value) => value / 500));

describe('shareWeights', () => {
  it('keeps zeros, gives at most 2^bits values, and each weight the nearest of those', () => {
    fc.assert(fc.property(floats, fc.integer({ min: 1, max: 6 }), (values, bits) => {
      const tensor = shareWeights({ shape: [values.length], values }, { bits });
      if (tensor.kind !== 'shared') throw new Error('expected shared weights');
      expect(tensor.codebook.length).toBeLessThanOrEqual(2 ** bits);
      for (const [i, value] of values.entries()) {
        const given = tensor.codebook[tensor.origin + (tensor.integers[i] ?? 0)] ?? NaN;
        if (value === 0) expect(given).toBe(0);
        else expect(Math.abs(given - value)).toBe(Math.min(...Array.from(tensor.codebook, (one) => Math.abs(one - value))));
      }
    }));
  });

  it('loses nothing where there are fewer different weights than values', () => {
    const values = Float32Array.of(0, 1, -2, 1, 0.5, 0);
    expect(decompress(shareWeights({ shape: [6], values }, { bits: 3 })).values).toEqual(values);
  });

  it('begins evenly spread and ends where no round moves a centroid', () => {
    // Two heaps and one far value: three centroids find them.
    const sorted = Float64Array.of(0, 0.1, 0.2, 4.9, 5, 5.1, 10);
    const found = kMeans(sorted, new Float64Array(7).fill(1), 3, 50);
    [0.1, 5, 10].forEach((value, i) => expect(found[i]).toBeCloseTo(value, 9));
  });

  it('moves centroids towards what matters', () => {
    const [even] = kMeans(Float64Array.of(0, 1), Float64Array.of(1, 1), 1, 10);
    const [tilted] = kMeans(Float64Array.of(0, 1), Float64Array.of(1, 3), 1, 10);
    expect([even, tilted]).toEqual([0.5, 0.75]);
  });
});
