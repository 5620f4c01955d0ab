import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { letterbox, toInput, toSource } from '../../../models/frames/letterbox';
import { clip } from '../../../models/geometry/box';
import { box, size } from '../geometry/arbitrary-boxes';

const target = fc.record({ width: fc.integer({ min: 16, max: 640 }), height: fc.integer({ min: 16, max: 640 }) });

describe('letterbox', () => {
  it('fits the picture into the target: touching two sides, centred, with its proportions up to a pixel', () => {
    fc.assert(fc.property(size, target, (source, goal) => {
      const { width, height, padX, padY } = letterbox(source, goal);
      expect(width === goal.width || height === goal.height).toBe(true);
      expect(padX >= 0 && padY >= 0 && padX + width <= goal.width && padY + height <= goal.height).toBe(true);
      expect(Math.abs(goal.width - width - 2 * padX) <= 1 && Math.abs(goal.height - height - 2 * padY) <= 1).toBe(true);
      const fit = Math.min(goal.width / source.width, goal.height / source.height);
      expect(Math.abs(width - Math.max(1, source.width * fit)) <= 0.5 + 1e-9).toBe(true);
      expect(Math.abs(height - Math.max(1, source.height * fit)) <= 0.5 + 1e-9).toBe(true);
    }));
  });

  it('brings a box there and back', () => {
    fc.assert(fc.property(size, target, box, (source, goal, one) => {
      const placed = letterbox(source, goal);
      const inPicture = clip(one, source);
      const back = toSource(placed, toInput(placed, inPicture));
      for (const side of ['x', 'y', 'width', 'height'] as const) expect(back[side]).toBeCloseTo(inPicture[side], 6);
    }));
  });

  it('puts the whole picture where the resized picture is, and clips what lies in the bars', () => {
    fc.assert(fc.property(size, target, (source, goal) => {
      const placed = letterbox(source, goal);
      const whole = toInput(placed, { x: 0, y: 0, ...source });
      expect(whole.x).toBeCloseTo(placed.padX, 6);
      expect(whole.width).toBeCloseTo(placed.width, 6);
      const everything = toSource(placed, { x: 0, y: 0, ...goal });
      expect(everything.width).toBeCloseTo(source.width, 6);
      expect(everything.height).toBeCloseTo(source.height, 6);
    }));
  });
});
