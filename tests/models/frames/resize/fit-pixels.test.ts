import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Size } from '../../../../models/geometry/box';
import { letterbox, placeFrame } from '../../../../models/frames/frame-placement';
import { fitPixels } from '../../../../models/frames/resize/fit-pixels';
import type { RawPixels } from '../../../../models/frames/frame';
import { Random } from '../../../../models/tensor/random';
import { areaAverage } from './area-average';

function picture(width: number, height: number, channels: 3 | 4, colour: (x: number, y: number, c: number) => number): RawPixels {
  const data = new Uint8Array(width * height * channels);
  for (let at = 0; at < data.length; at++) {
    const pixel = Math.floor(at / channels);
    data[at] = colour(pixel % width, Math.floor(pixel / width), at % channels);
  }
  return { width, height, channels, data };
}

/** The whole of a target, whatever becomes of proportions. */
const resized = (source: RawPixels, target: Size) => fitPixels(source, placeFrame(source, { width: target.width, height: target.height, fit: 'stretch' }), [7, 7, 7]);

const side = fc.integer({ min: 1, max: 24 });

describe('fitPixels', () => {
  it('shrinks to the mean of what a pixel covers, the pixels on its edges counted by the part that is covered', () => {
    const shrunk = fc.integer({ min: 1, max: 40 }).chain((from) => fc.tuple(fc.constant(from), fc.integer({ min: 1, max: from })));
    fc.assert(fc.property(shrunk, shrunk, fc.constantFrom(3 as const, 4 as const), fc.integer(), ([width, toWidth], [height, toHeight], channels, seed) => {
      const random = new Random(seed);
      const noise = picture(width, height, channels, () => random.int(256));
      const { data } = resized(noise, { width: toWidth, height: toHeight });
      for (let at = 0; at < data.length; at++) {
        const pixel = Math.floor(at / 3);
        const wanted = areaAverage(noise, (x, y) => noise.data[(y * width + x) * channels + (at % 3)] ?? NaN, { width: toWidth, height: toHeight }, pixel % toWidth, Math.floor(pixel / toWidth));
        expect(Math.abs((data[at] ?? NaN) - wanted)).toBeLessThan(0.501);
      }
    }), { numRuns: 60 });
  });

  it('leaves a picture of the same size, and a plain colour of any size, as it is', () => {
    fc.assert(fc.property(side, side, side, side, fc.integer({ min: 0, max: 255 }), (width, height, toWidth, toHeight, seed) => {
      const random = new Random(seed);
      const noise = picture(width, height, 3, () => random.int(256));
      expect([...resized(noise, noise).data]).toEqual([...noise.data]);
      const plain = resized(picture(width, height, 4, () => seed), { width: toWidth, height: toHeight });
      expect(plain.data.every((value) => value === seed)).toBe(true);
      expect(plain.data.length).toBe(toWidth * toHeight * 3);
    }), { numRuns: 40 });
  });

  it('doubles like half-pixel bilinear interpolation', () => {
    const { data } = resized(picture(2, 1, 3, (x) => 100 * x), { width: 4, height: 1 });
    expect([0, 3, 6, 9].map((at) => data[at])).toEqual([0, 25, 75, 100]);
  });

  it('keeps the picture’s mean when it shrinks, where there are bands too, and fills those', () => {
    fc.assert(fc.property(side, side, fc.integer({ min: 1, max: 12 }), (width, height, target) => {
      const source = picture(width, height, 4, (x, y, c) => (c === 3 ? 99 : (31 * x + 57 * y + 83 * c) % 256));
      const placed = letterbox(source, { width: target, height: target });
      if (placed.width > width || placed.height > height) return;
      const into = new Uint8ClampedArray(3 * target * target).fill(200);
      const { data, channels } = fitPixels(source, placed, [1, 2, 3], into);
      expect(data).toBe(into);
      expect(channels).toBe(3);
      const means = { source: [0, 0, 0], shrunk: [0, 0, 0] };
      for (let at = 0; at < source.data.length; at++) if (at % 4 < 3) means.source[at % 4] = (means.source[at % 4] ?? 0) + (source.data[at] ?? 0) / (width * height);
      for (let at = 0; at < data.length; at++) {
        const [x, y] = [Math.floor(at / 3) % target - placed.padX, Math.floor(at / 3 / target) - placed.padY];
        if (x < 0 || y < 0 || x >= placed.width || y >= placed.height) expect(data[at]).toBe([1, 2, 3][at % 3]);
        else means.shrunk[at % 3] = (means.shrunk[at % 3] ?? 0) + (data[at] ?? 0) / (placed.width * placed.height);
      }
      means.source.forEach((mean, channel) => expect(Math.abs(mean - (means.shrunk[channel] ?? NaN))).toBeLessThan(0.51));
    }), { numRuns: 60 });
  });

  it('gives of a part what the part gives by itself where it shrinks, and fills what lies past the edge', () => {
    const region = fc.record({ x: fc.integer({ min: -20, max: 20 }), y: fc.integer({ min: -20, max: 20 }), width: fc.integer({ min: 24, max: 60 }), height: fc.integer({ min: 24, max: 60 }) });
    fc.assert(fc.property(region, fc.integer({ min: 1, max: 12 }), fc.constantFrom('letterbox' as const, 'stretch' as const), (box, target, fit) => {
      const noise = picture(40, 40, 3, (x, y, c) => (31 * x * y + 57 * y + 83 * c) % 256);
      const placed = placeFrame(noise, { width: target, height: target, fit }, box);
      const { part } = placed;
      if (part.width < placed.width || part.height < placed.height) return;
      const cut = picture(part.width, part.height, 3, (x, y, c) => noise.data[3 * (40 * (part.y + y) + part.x + x) + c] ?? NaN);
      const alone = fitPixels(cut, { ...placed, source: cut, part: { x: 0, y: 0, width: cut.width, height: cut.height } }, [1, 2, 3]);
      expect([...fitPixels(noise, placed, [1, 2, 3]).data]).toEqual([...alone.data]);
      for (let at = 0; at < alone.data.length; at++) {
        const [x, y] = [Math.floor(at / 3) % target - placed.padX, Math.floor(at / 3 / target) - placed.padY];
        if (x < 0 || y < 0 || x >= placed.width || y >= placed.height) expect(alone.data[at]).toBe([1, 2, 3][at % 3]);
      }
    }), { numRuns: 100 });
  });

  it('takes a part of a smaller copy where it lies in the source', () => {
    const copy = picture(20, 10, 3, (x) => 10 * x);
    const placed = placeFrame({ width: 200, height: 100 }, { width: 5, height: 5, fit: 'stretch' }, { x: 50, y: 0, width: 100, height: 100 });
    expect([0, 3, 6, 9, 12].map((at) => fitPixels(copy, placed, [0, 0, 0]).data[at])).toEqual([55, 75, 95, 115, 135]);
  });
});
