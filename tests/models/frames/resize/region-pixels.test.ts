import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { letterbox } from '../../../../models/frames/letterbox';
import { letterboxPixels } from '../../../../models/frames/resize/letterbox-pixels';
import { regionPixels, regionSamples } from '../../../../models/frames/resize/region-pixels';
import type { RawPixels } from '../../../../models/frames/frame';
import { Random } from '../../../../models/tensor/random';

function noise(width: number, height: number, channels: 3 | 4 = 3): RawPixels {
  const random = new Random(3);
  return { width, height, channels, data: Uint8Array.from({ length: width * height * channels }, () => Math.floor(256 * random.next())) };
}
const GREY = [114, 115, 116] as const;

describe('a region of a picture', () => {
  it('that is all of it is resized as whole pictures are', () => {
    for (const [width, height] of [[30, 20], [16, 12], [5, 4]] as const) {
      const picture = noise(width, height);
      const target = { width: 15, height: 10 };
      const whole = letterboxPixels(picture, { ...letterbox(picture, target), padX: 0, padY: 0, ...target }, GREY);
      const region = regionPixels(picture, { x: 0, y: 0, width, height }, target, GREY);
      // At the border a growing picture repeats its edge, a region shows a little of what lies around it.
      const inner = [...region.data.keys()].filter((i) => { const [x, y] = [Math.floor(i / 3) % 15, Math.floor(i / 45)]; return width > 15 || (x > 1 && x < 13 && y > 1 && y < 8); });
      expect(inner.length).toBeGreaterThan(0);
      for (const i of inner) expect(Math.abs((region.data[i] ?? 0) - (whole.data[i] ?? 0))).toBeLessThanOrEqual(1);
    }
  });

  it('at whole pixels and its own size is a cut, filled where there is no picture', () => {
    const picture = noise(9, 7, 4);
    const { data } = regionPixels(picture, { x: -2, y: 3, width: 6, height: 6 }, { width: 6, height: 6 }, GREY);
    for (let y = 0; y < 6; y++) {
      for (let x = 0; x < 6; x++) {
        const inside = x >= 2 && y < 4;
        const expected = inside ? [0, 1, 2].map((c) => picture.data[4 * ((y + 3) * 9 + x - 2) + c]) : GREY;
        expect([...data.subarray(3 * (6 * y + x), 3 * (6 * y + x) + 3)]).toEqual([...expected]);
      }
    }
  });

  it('is made of weights that add up to 1 inside and to nothing outside', () => {
    fc.assert(fc.property(fc.double({ min: -50, max: 50, noNaN: true }), fc.double({ min: 1, max: 120, noNaN: true }), fc.integer({ min: 1, max: 40 }), (start, length, count) => {
      const available = 30;
      regionSamples(start, length, available, count).forEach(({ sum, weights, first }, index) => {
        const step = length / count;
        const centre = start + (index + 0.5) * step;
        const reach = Math.max(1, step / 2);
        expect(sum).toBeLessThanOrEqual(1 + 1e-9);
        expect(first + weights.length).toBeLessThanOrEqual(Math.max(first, available));
        if (centre - reach >= 0 && centre + reach <= available) expect(sum).toBeCloseTo(1, 9);
        if (centre + reach <= 0 || centre - reach >= available) expect(sum).toBe(0);
      });
    }));
  });
});
