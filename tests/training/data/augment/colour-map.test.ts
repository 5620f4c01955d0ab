import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ColourChange, colourMap } from '../../../../training/data/augment/colour-map';

const none: ColourChange = { brightness: 0, contrast: 1, saturation: 1, hueDegrees: 0 };
const luma = ([r = 0, g = 0, b = 0]: readonly number[]): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;
const colour = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255));

function changed(change: Partial<ColourChange>, [r, g, b]: readonly [number, number, number]): number[] {
  const map = colourMap({ ...none, ...change });
  return [0, 4, 8].map((row) => (map[row] ?? 0) * r + (map[row + 1] ?? 0) * g + (map[row + 2] ?? 0) * b + (map[row + 3] ?? 0));
}
const expectClose = (given: readonly number[], expected: readonly number[], tolerance = 0.01): void => {
  for (const [at, value] of given.entries()) expect(Math.abs(value - (expected[at] ?? NaN))).toBeLessThan(tolerance);
};

describe('colourMap', () => {
  it('without a change leaves every colour', () => {
    fc.assert(fc.property(colour, (rgb) => expectClose(changed({}, rgb), rgb)));
  });

  it('leaves greys grey under saturation and hue', () => {
    fc.assert(fc.property(fc.nat(255), fc.double({ min: 0, max: 2, noNaN: true }), fc.integer({ min: -180, max: 180 }), (grey, saturation, hueDegrees) => {
      expectClose(changed({ saturation, hueDegrees }, [grey, grey, grey]), [grey, grey, grey], 0.5);
    }));
  });

  it('keeps the luma under saturation and hue', () => {
    fc.assert(fc.property(colour, fc.double({ min: 0, max: 2, noNaN: true }), fc.integer({ min: -180, max: 180 }), (rgb, saturation, hueDegrees) => {
      expect(Math.abs(luma(changed({ saturation, hueDegrees }, rgb)) - luma(rgb))).toBeLessThan(0.5);
    }));
  });

  it('turns the hue by an angle: two half turns are none', () => {
    fc.assert(fc.property(colour, (rgb) => {
      const [r = 0, g = 0, b = 0] = changed({ hueDegrees: 180 }, rgb);
      expectClose(changed({ hueDegrees: 180 }, [r, g, b]), rgb, 1);
    }));
  });

  it('without saturation gives the luma, without contrast mid grey, with brightness more of all', () => {
    expectClose(changed({ saturation: 0 }, [255, 0, 0]), [54.2, 54.2, 54.2], 0.1);
    expectClose(changed({ contrast: 0 }, [255, 10, 0]), [127.5, 127.5, 127.5]);
    expectClose(changed({ brightness: 0.1 }, [10, 20, 30]), [35.5, 45.5, 55.5]);
    expectClose(changed({ contrast: 2 }, [127.5, 117.5, 137.5]), [127.5, 107.5, 147.5]);
  });
});
