import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaOf, boxesOf, clip, cornersOf, coverageMatrix, fromCorners, intersect, iou, iouMatrix, scale, toCorners, type Box } from '../../../models/geometry/box';
import { box, size } from './arbitrary-boxes';

const inside = (inner: Box, outer: Box): boolean =>
  inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width && inner.y + inner.height <= outer.y + outer.height;

describe('boxes', () => {
  it('turn into corners and back', () => {
    fc.assert(fc.property(fc.array(box), (boxes) => {
      expect(boxes.map((one) => fromCorners(toCorners(one)))).toEqual(boxes);
      expect(boxesOf(cornersOf(boxes))).toEqual(boxes);
    }));
    expect(toCorners({ x: 1, y: 2, width: 10, height: 20 })).toEqual([2, 1, 22, 11]);
  });

  it('intersect in what lies in both', () => {
    fc.assert(fc.property(box, box, (a, b) => {
      const shared = intersect(a, b);
      expect(intersect(b, a)).toEqual(shared);
      if (areaOf(shared) > 0) expect(inside(shared, a) && inside(shared, b)).toBe(true);
      expect(intersect(a, a)).toEqual(a);
    }));
  });

  it('have an intersection over union that is symmetric, between 0 and 1, 1 with itself, and does not change with the scale', () => {
    fc.assert(fc.property(box, box, fc.constantFrom(0.5, 2, 4), (a, b, factor) => {
      const overlap = iou(a, b);
      expect(overlap).toBe(iou(b, a));
      expect(overlap >= 0 && overlap <= 1).toBe(true);
      expect(iou(a, a)).toBe(1);
      expect(iou(scale(a, factor), scale(b, factor))).toBeCloseTo(overlap, 12);
    }));
    expect(iou({ x: 0, y: 0, width: 2, height: 2 }, { x: 1, y: 1, width: 2, height: 2 })).toBeCloseTo(1 / 7, 12);
    expect(iou({ x: 0, y: 0, width: 0, height: 0 }, { x: 0, y: 0, width: 0, height: 0 })).toBe(0);
  });

  it('are clipped to a picture, and only once', () => {
    fc.assert(fc.property(box, size, (one, picture) => {
      const clipped = clip(one, picture);
      expect(inside(clipped, { x: 0, y: 0, ...picture })).toBe(true);
      expect(clip(clipped, picture)).toEqual(clipped);
      expect(areaOf(clipped)).toBeCloseTo(areaOf(intersect(one, { x: 0, y: 0, ...picture })), 6);
    }));
  });

  it('give a matrix of overlaps that agrees with pairs', () => {
    fc.assert(fc.property(fc.array(box, { maxLength: 6 }), fc.array(box, { maxLength: 6 }), (a, b) => {
      const overlaps = iouMatrix(cornersOf(a), cornersOf(b));
      const coverage = coverageMatrix(cornersOf(a), cornersOf(b));
      expect(overlaps.length).toBe(a.length * b.length);
      for (const [i, one] of a.entries()) {
        for (const [j, other] of b.entries()) {
          expect(overlaps[i * b.length + j]).toBeCloseTo(iou(one, other), 5);
          expect(coverage[i * b.length + j]).toBeCloseTo(areaOf(intersect(one, other)) / areaOf(one), 5);
        }
      }
    }));
  });
});
