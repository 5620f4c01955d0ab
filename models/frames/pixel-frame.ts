import { fitPixels } from './resize/fit-pixels';
import type { Frame, RawPixels } from './frame';

/** Plain pixels as a frame: for warming up, for tests, and where neither canvas nor sharp is at hand. */
export function pixelFrame(pixels: RawPixels): Frame {
  return {
    width: pixels.width,
    height: pixels.height,
    fitted: (placed, fill) => fitPixels(pixels, placed, fill),
    close: () => undefined,
  };
}
