import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutOut } from '../../../../training/data/pictures/cut-out';

const whole = fc.integer({ min: -12, max: 12 });
const side = fc.integer({ min: 1, max: 12 });

describe('cutOut', () => {
  it('has the pixels of the picture where there are any, and the colour elsewhere', () => {
    fc.assert(fc.property(side, side, whole, whole, side, side, fc.constantFrom(3 as const, 4 as const), (width, height, x, y, w, h, channels) => {
      const data = Uint8Array.from({ length: channels * width * height }, (_, at) => at % 251);
      const cut = cutOut({ width, height, channels, data }, { x, y, width: w, height: h }, [7, 8, 9]);
      expect(cut).toMatchObject({ width: w, height: h, channels: 3 });
      for (let row = 0; row < h; row++) {
        for (let column = 0; column < w; column++) {
          const [sx, sy] = [x + column, y + row];
          const from = channels * (sy * width + sx);
          const expected = sx >= 0 && sx < width && sy >= 0 && sy < height ? [...data.subarray(from, from + 3)] : [7, 8, 9];
          const at = 3 * (row * w + column);
          expect([...cut.data.subarray(at, at + 3)]).toEqual(expected);
        }
      }
    }), { numRuns: 40 });
  });
});
