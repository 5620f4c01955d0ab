import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cropMask, MASK_EDGE, placeMask, type BoxMask } from '../../../models/geometry/box-mask';
import { maskOutlines } from '../../../models/geometry/mask-outline';
import { encodeRle, encodeRleWithin } from '../../../models/geometry/rle';

const picture = { width: 60, height: 40 };
const bytes = (width: number, height: number) => fc.uint8Array({ minLength: width * height, maxLength: width * height }).map((values): BoxMask => ({ width, height, values }));
const coordinate = (from: number, to: number) => fc.double({ min: from, max: to, noNaN: true });
const box = fc.record({ x: coordinate(-20, 50), y: coordinate(-20, 30), width: coordinate(0.5, 70), height: coordinate(0.5, 60) });
/** A disc over a grid of 24 x 24. */
const disc: BoxMask = {
  width: 24, height: 24,
  values: Uint8Array.from({ length: 24 * 24 }, (_, i) => Math.round(255 / (1 + Math.exp(2 * (Math.hypot((i % 24) - 11.5, Math.floor(i / 24) - 11.5) - 8))))),
};

describe('placeMask', () => {
  it('gives in the middle of every pixel what lies there, bilinear, with cells of 0 around the grid', () => {
    fc.assert(fc.property(bytes(5, 4), box, (mask, within) => {
      const placed = placeMask(mask, within, picture);
      const cell = (row: number, column: number) => (row >= 0 && column >= 0 && row < 4 && column < 5 ? mask.values[row * 5 + column] ?? 0 : 0);
      for (let y = 0; y < placed.height; y++) {
        for (let x = 0; x < placed.width; x++) {
          const column = ((placed.x + x + 0.5 - within.x) / within.width) * 5 - 0.5;
          const row = ((placed.y + y + 0.5 - within.y) / within.height) * 4 - 0.5;
          let expected = 0;
          for (let r = -1; r <= 4; r++) for (let c = -1; c <= 5; c++) expected += cell(r, c) * Math.max(0, 1 - Math.abs(row - r)) * Math.max(0, 1 - Math.abs(column - c));
          expect(placed.values[y * placed.width + x]).toBeCloseTo(expected, 2);
        }
      }
    }), { numRuns: 30 });
  });

  it('covers the pixels of the box that lie in the picture', () => {
    fc.assert(fc.property(box, (within) => {
      const full = { width: 3, height: 3, values: new Uint8Array(9).fill(255) };
      const { x, y, width, height, values } = placeMask(full, within, picture);
      expect(values.length).toBe(width * height);
      expect(Math.min(x, y, width, height)).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(picture.width);
      expect(y + height).toBeLessThanOrEqual(picture.height);
      // A full mask falls to a half along the sides of its box, and in its corners to half of that.
      for (const value of values) expect(value).toBeGreaterThanOrEqual(MASK_EDGE / 2 - 0.01);
    }));
  });
});

describe('cropMask', () => {
  it('keeps what the part shows where it was', () => {
    const within = { x: 5, y: -8, width: 40, height: 40 };
    const part = { x: 5, y: 0, width: 40, height: 32 };
    const inside = (mask: BoxMask, of: typeof within) => {
      const { values, ...placed } = placeMask(mask, of, picture);
      const set = new Set<string>();
      values.forEach((value, i) => { if (value > MASK_EDGE) set.add(`${placed.x + (i % placed.width)} ${placed.y + Math.floor(i / placed.width)}`); });
      return set;
    };
    const [whole, cropped] = [inside(disc, within), inside(cropMask(disc, within, part), part)];
    const shared = [...whole].filter((pixel) => cropped.has(pixel)).length;
    expect(whole.size).toBeGreaterThan(400);
    expect(shared / (whole.size + cropped.size - shared)).toBeGreaterThan(0.97);
  });

  it('changes nothing where the part is the whole', () => {
    fc.assert(fc.property(bytes(6, 6), (mask) => {
      const within = { x: 1, y: 2, width: 30, height: 20 };
      expect(cropMask(mask, within, within)).toEqual(mask);
    }));
  });
});

describe('maskOutlines', () => {
  it('is the disc that the mask holds, scaled with the box', () => {
    const [outline = [], ...more] = maskOutlines(disc, { x: 100, y: 50, width: 240, height: 480 });
    expect(more).toEqual([]);
    for (let i = 0; i < outline.length; i += 2) {
      const radius = Math.hypot(((outline[i] ?? NaN) - 220) / 10, ((outline[i + 1] ?? NaN) - 290) / 20);
      expect(Math.abs(radius - 8)).toBeLessThan(0.15);
    }
  });

  it('encloses as much as the mask covers, holes and parts left out, whatever the mask', () => {
    fc.assert(fc.property(bytes(4, 4), (mask) => {
      const side = 400;
      const within = { x: 0, y: 0, width: side, height: side };
      // The sum over all lines by the shoelace formula: holes run the other way.
      const enclosed = Math.abs(maskOutlines(mask, within).reduce((sum, points) => sum + signedArea(points), 0));
      const covered = placeMask(mask, within, { width: side, height: side }).values.reduce((sum, value) => sum + Number(value > MASK_EDGE), 0);
      // Straight lines for the curves of bilinear interpolation; a hole that is forgotten is one of 16 cells.
      expect(Math.abs(enclosed - covered) / side ** 2).toBeLessThan(0.04);
    }), { numRuns: 40 });
  });
});

function signedArea(points: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < points.length; i += 2) {
    const [x1 = 0, y1 = 0, x2 = points[0] ?? 0, y2 = points[1] ?? 0] = points.slice(i, i + 4);
    sum += (x1 * y2 - x2 * y1) / 2;
  }
  return sum;
}

describe('encodeRleWithin', () => {
  it('is the same as encoding the whole picture', () => {
    const part = fc.record({ x: fc.integer({ min: 0, max: 5 }), y: fc.integer({ min: 0, max: 4 }), width: fc.integer({ min: 0, max: 4 }), height: fc.integer({ min: 0, max: 4 }) });
    fc.assert(fc.property(part, fc.array(fc.constantFrom(0, 1), { minLength: 16, maxLength: 16 }), fc.integer({ min: 0, max: 2 }), (place, pixels, extra) => {
      const [height, width] = [place.y + place.height + extra, place.x + place.width + extra];
      const mask = Uint8Array.from(pixels.slice(0, place.width * place.height));
      const whole = new Uint8Array(height * width);
      mask.forEach((value, i) => { whole[(place.y + Math.floor(i / place.width)) * width + place.x + (i % place.width)] = value; });
      expect(encodeRleWithin(mask, place, height, width)).toEqual(encodeRle(whole, height, width));
    }));
  });
});
