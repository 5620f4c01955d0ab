import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { peaksOf, REFINEMENTS, type HeatMaps } from '../../../models/pose/decode-heat-maps';

const SIZE = { height: 16, width: 12 };

/** Two maps, the second one the first mirrored. */
function gaussians(x: number, y: number, sigma: number, top: number): HeatMaps {
  const { height, width } = SIZE;
  const at = (column: number, row: number) => top * Math.exp(-((column - x) ** 2 + (row - y) ** 2) / (2 * sigma ** 2));
  const values = Float32Array.from({ length: height * width * 2 }, (_, i) => {
    const [column, row] = [(i >> 1) % width, Math.floor(i / 2 / width)];
    return i % 2 === 0 ? at(column, row) : at(width - 1 - column, row);
  });
  return { values, ...SIZE, count: 2 };
}

describe('peaks of heat maps', () => {
  it('are found exactly where they are Gaussian, in every map by itself', () => {
    fc.assert(fc.property(
      fc.double({ min: 1, max: SIZE.width - 2, noNaN: true }), fc.double({ min: 1, max: SIZE.height - 2, noNaN: true }),
      fc.double({ min: 1, max: 3, noNaN: true }), fc.double({ min: 0.1, max: 1, noNaN: true }),
      (x, y, sigma, top) => {
        const [peak, mirrored] = peaksOf(gaussians(x, y, sigma, top));
        expect(peak?.x).toBeCloseTo(x, 3);
        expect(peak?.y).toBeCloseTo(y, 3);
        expect(mirrored?.x).toBeCloseTo(SIZE.width - 1 - x, 3);
        expect(peak?.value).toBeLessThanOrEqual(top + 1e-6);
      },
    ));
  });

  it('never leave the highest cell by more than half a cell, nor the map, whatever a network gives', () => {
    fc.assert(fc.property(fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 30, maxLength: 30 }), fc.constantFrom('quarter' as const, 'log-parabola' as const), (numbers, refinement) => {
      const values = Float32Array.from(numbers);
      const [peak] = peaksOf({ values, height: 6, width: 5, count: 1 }, refinement);
      const best = values.indexOf(Math.max(...values));
      expect(Math.abs((peak?.x ?? NaN) - best % 5)).toBeLessThanOrEqual(0.5);
      expect(Math.abs((peak?.y ?? NaN) - Math.floor(best / 5))).toBeLessThanOrEqual(0.5);
      expect(peak?.x).toBeGreaterThanOrEqual(0);
      expect(peak?.y).toBeLessThanOrEqual(5);
    }));
  });

  it('move by a quarter of a cell to the higher side, as published, or not where there is no logarithm', () => {
    expect(REFINEMENTS.quarter(0.1, 1, 0.2)).toBe(0.25);
    expect(REFINEMENTS.quarter(0.2, 1, 0.2)).toBe(0);
    expect(REFINEMENTS['log-parabola'](-0.01, 1, 0.2)).toBe(0);
    expect(REFINEMENTS['log-parabola'](1, 1, 1)).toBe(0);
  });
});
