import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../models/errors';
import { pyramidAnchors } from '../../../models/geometry/anchors';
import { boxesOf } from '../../../models/geometry/box';

describe('pyramidAnchors', () => {
  it('have their cell in the middle, and the area and the ratio that were asked for, in a fixed order', () => {
    const side = fc.integer({ min: 1, max: 5 });
    const positive = fc.double({ min: 0.2, max: 8, noNaN: true });
    fc.assert(fc.property(fc.array(fc.tuple(side, side), { maxLength: 3 }), fc.array(positive, { minLength: 1, maxLength: 3 }), fc.array(positive, { minLength: 1, maxLength: 3 }), fc.constantFrom(0, 0.5), (shapes, scales, ratios, offset) => {
      const strides = shapes.map((_, level) => 8 * 2 ** level);
      const anchors = boxesOf(pyramidAnchors(shapes, strides, { scales, ratios, offset }));
      let at = 0;
      for (const [level, [height, width]] of shapes.entries()) {
        const stride = strides[level] ?? NaN;
        for (let row = 0; row < height; row++) {
          for (let column = 0; column < width; column++) {
            for (const scale of scales) {
              for (const ratio of ratios) {
                const anchor = anchors[at++] ?? { x: NaN, y: NaN, width: NaN, height: NaN };
                expect(anchor.x + anchor.width / 2).toBeCloseTo((column + offset) * stride, 3);
                expect(anchor.y + anchor.height / 2).toBeCloseTo((row + offset) * stride, 3);
                expect(Math.sqrt(anchor.width * anchor.height)).toBeCloseTo(scale * stride, 2);
                expect(anchor.height / anchor.width / ratio).toBeCloseTo(1, 3);
              }
            }
          }
        }
      }
      expect(anchors.length).toBe(at);
    }), { numRuns: 30 });
  });

  it('need a stride for each level', () => {
    expect(() => pyramidAnchors([[2, 2]], [8, 16], { scales: [1], ratios: [1] })).toThrow(InvalidInputError);
  });
});
