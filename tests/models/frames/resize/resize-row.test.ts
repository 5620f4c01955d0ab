import fc from 'fast-check';
import { expect, it } from 'vitest';
import { axisWeights } from '../../../../models/frames/resize/axis-weights';
import { columnTaps } from '../../../../models/frames/resize/column-taps';
import { resizeRowByLoop } from '../../../../models/frames/resize/resize-row-by-loop';
import { resizeRowBySimd } from '../../../../models/frames/resize/resize-row-by-simd';

const rows = fc.record({
  width: fc.integer({ min: 1, max: 70 }), toWidth: fc.integer({ min: 1, max: 70 }), channels: fc.integer({ min: 1, max: 4 }),
  gap: fc.nat({ max: 5 }), offset: fc.nat({ max: 9 }), weights: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 }), seed: fc.integer(),
});

it('resizes a row by SIMD as a plain loop does, wherever its bytes lie and however many they are', () => {
  const [simd, loop] = [resizeRowBySimd(), resizeRowByLoop()];
  if (simd === undefined) throw new Error('This host has SIMD.');
  fc.assert(fc.property(rows, ({ width, toWidth, channels, gap, offset, weights, seed }) => {
    const length = channels * width;
    const stride = length + gap;
    // The last row ends where the bytes do.
    const bytes = Uint8Array.from({ length: offset + (weights.length - 1) * stride + length }, (_, at) => (Math.imul(at + 1, 2654435761) ^ Math.imul(seed, 40503)) >>> 13);
    const plan = { weights: Float32Array.from(weights), columns: columnTaps(axisWeights(width, toWidth), channels), length, channels };
    const made = [simd, loop].map((resize) => {
      const into = Array.from({ length: channels }, () => new Float32Array(toWidth).fill(NaN));
      resize({ bytes, offset, stride }, plan, into);
      return into.flatMap((columns) => [...columns]);
    });
    const [given = [], wanted = []] = made;
    given.forEach((value, at) => expect(Math.abs(value - (wanted[at] ?? NaN))).toBeLessThan(1e-2));
  }), { numRuns: 300 });
});
