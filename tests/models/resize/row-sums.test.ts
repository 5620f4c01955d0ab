import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isValid } from '../../../models/kernels/wasm-code/web-assembly';
import { ROW_SUMS_PROGRAM, rowSums, sumsByLoop } from '../../../models/resize/row-sums';

it('sums rows by SIMD as a plain loop does, wherever they lie and however many they are', () => {
  expect(isValid(ROW_SUMS_PROGRAM)).toBe(true);
  const [simd, loop] = [rowSums(), sumsByLoop()];
  const rows = fc.record({ length: fc.integer({ min: 1, max: 70 }), gap: fc.nat({ max: 5 }), offset: fc.nat({ max: 9 }), weights: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 }), seed: fc.integer() });
  fc.assert(fc.property(rows, ({ length, gap, offset, weights, seed }) => {
    const stride = length + gap;
    // The last row ends where the bytes do.
    const bytes = Uint8Array.from({ length: offset + (weights.length - 1) * stride + length }, (_, at) => (Math.imul(at + 1, 2654435761) ^ Math.imul(seed, 40503)) >>> 13);
    const given = [{ bytes, offset, stride }, Float32Array.from(weights), length] as const;
    const wanted = [...loop(...given).subarray(0, length)];
    simd(...given).subarray(0, length).forEach((sum, at) => expect(Math.abs(sum - (wanted[at] ?? NaN))).toBeLessThan(1e-2));
  }), { numRuns: 200 });
});
