import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bfloat16ToFloat32, float16ToFloat32, float32ToFloat16 } from '../../../models/artifact/float16';

const everyHalf = Uint16Array.from({ length: 65536 }, (_, i) => i);

/** Straight from the definition: (-1)^sign × 2^(exponent - 15) × 1.fraction. */
function valueOf(half: number): number {
  const sign = half >= 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? (fraction / 1024) * 2 ** -14 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

/** The positive finite halves in order, and the power of two that would follow them. */
const ladder = [...everyHalf.subarray(0, 0x7c00)].map(valueOf).concat(65536);

/** Nearest by search; a half's fraction is even where its place on the ladder is. */
function nearest(magnitude: number): number {
  let low = 0;
  let high = ladder.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((ladder[middle] ?? 0) <= magnitude) low = middle;
    else high = middle;
  }
  const below = magnitude - (ladder[low] ?? 0);
  const above = (ladder[high] ?? 0) - magnitude;
  return below < above || (below === above && low % 2 === 0) ? low : high;
}

describe('float16', () => {
  it('reads all 65536 halves as their definition says', () => {
    const values = float16ToFloat32(everyHalf);
    for (const half of everyHalf) if (!Object.is(values[half], valueOf(half))) expect([half, values[half]]).toEqual([half, valueOf(half)]);
  });

  it('gives every half back but NaNs, which become quiet ones of the same sign', () => {
    const back = float32ToFloat16(float16ToFloat32(everyHalf));
    const expected = everyHalf.map((half) => (Number.isNaN(valueOf(half)) ? (half & 0x8000) | 0x7e00 : half));
    expect(Buffer.compare(Buffer.from(back.buffer), Buffer.from(expected.buffer))).toBe(0);
  });

  it('rounds to the nearest half, ties to even, subnormals and overflow included', () => {
    const bits = fc.integer({ min: 0, max: 0x7f800000 }).map((pattern) => new Float32Array(Uint32Array.of(pattern).buffer)[0] ?? 0);
    const between = fc.integer({ min: 0, max: ladder.length - 2 }).map((i) => ((ladder[i] ?? 0) + (ladder[i + 1] ?? 0)) / 2);
    fc.assert(
      fc.property(fc.oneof(bits, between, fc.float({ min: 0, max: 70000, noNaN: true }), fc.float({ min: 0, max: Math.fround(1e-4), noNaN: true })), (magnitude) => {
        const [positive, negative] = float32ToFloat16(Float32Array.of(magnitude, -magnitude));
        expect(positive).toBe(magnitude >= 65520 ? 0x7c00 : nearest(magnitude));
        expect(negative).toBe((positive ?? 0) | 0x8000);
      }),
      { numRuns: 5000 },
    );
  });

  it('converts a part of a longer array', () => {
    expect([...float32ToFloat16(Float32Array.of(9, 1, 2).subarray(1))]).toEqual([0x3c00, 0x4000]);
  });
});

describe('bfloat16', () => {
  it('is the upper half of a float32', () => {
    expect([...bfloat16ToFloat32(Uint16Array.of(0x3f80, 0xc000, 0x7f80, 0x8000))]).toEqual([1, -2, Infinity, -0]);
  });
});
