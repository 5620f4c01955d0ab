import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { letterbox } from '../../../models/geometry/letterbox';
import { letterboxPixels } from '../../../models/geometry/letterbox-pixels';
import { resizePixels } from '../../../models/geometry/resize-pixels';
import type { RawPixels } from '../../../models/runtime/frame';
import { Random } from '../../../models/tensor/random';

function picture(width: number, height: number, channels: 3 | 4, colour: (x: number, y: number, c: number) => number): RawPixels {
  const data = new Uint8Array(width * height * channels);
  for (let at = 0; at < data.length; at++) {
    const pixel = Math.floor(at / channels);
    data[at] = colour(pixel % width, Math.floor(pixel / width), at % channels);
  }
  return { width, height, channels, data };
}

const side = fc.integer({ min: 1, max: 24 });

describe('resizePixels', () => {
  it('leaves a picture of the same size, and a plain colour of any size, as it is', () => {
    fc.assert(fc.property(side, side, side, side, fc.integer({ min: 0, max: 255 }), (width, height, toWidth, toHeight, seed) => {
      const random = new Random(seed);
      const noise = picture(width, height, 3, () => random.int(256));
      expect([...resizePixels(noise, noise).data]).toEqual([...noise.data]);
      const plain = resizePixels(picture(width, height, 4, () => seed), { width: toWidth, height: toHeight });
      expect(plain.data.every((value) => value === seed)).toBe(true);
      expect(plain.data.length).toBe(toWidth * toHeight * 4);
    }), { numRuns: 40 });
  });

  it('doubles like half-pixel bilinear interpolation', () => {
    const { data } = resizePixels(picture(2, 1, 3, (x) => 100 * x), { width: 4, height: 1 });
    expect([0, 3, 6, 9].map((at) => data[at])).toEqual([0, 25, 75, 100]);
  });

  it('keeps a ramp a ramp when it shrinks, away from the border', () => {
    const { data } = resizePixels(picture(64, 64, 3, (x) => 4 * x), { width: 16, height: 16 });
    for (let x = 1; x < 15; x++) expect(Math.abs((data[(5 * 16 + x) * 3] ?? NaN) - 4 * ((x + 0.5) * 4 - 0.5))).toBeLessThanOrEqual(1);
  });

  it('does not alias: fine stripes become grey', () => {
    const { data } = resizePixels(picture(64, 4, 3, (x) => (x % 2) * 200), { width: 8, height: 4 });
    for (const value of data) expect(Math.abs(value - 100)).toBeLessThanOrEqual(10);
  });
});

describe('letterboxPixels', () => {
  it('puts the picture in the middle and fills the rest', () => {
    const source = picture(8, 4, 4, (_x, _y, c) => [10, 20, 30, 40][c] ?? 0);
    const placed = letterbox(source, { width: 16, height: 16 });
    const { width, height, channels, data } = letterboxPixels(source, placed, [1, 2, 3]);
    expect([width, height, channels]).toEqual([16, 16, 3]);
    for (let y = 0; y < 16; y++) {
      for (let x = 0; x < 16; x++) {
        const inPicture = y >= placed.padY && y < placed.padY + placed.height;
        expect([...data.subarray((y * 16 + x) * 3, (y * 16 + x) * 3 + 3)]).toEqual(inPicture ? [10, 20, 30] : [1, 2, 3]);
      }
    }
  });
});
