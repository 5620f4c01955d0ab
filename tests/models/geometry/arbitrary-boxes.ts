import fc from 'fast-check';
import type { Box, Size } from '../../../models/geometry/box';

/** Boxes in and around a picture, none of them empty. Eighths of a pixel, so that sums and differences are exact. */
export const box: fc.Arbitrary<Box> = fc
  .tuple(fc.integer({ min: -800, max: 5000 }), fc.integer({ min: -800, max: 5000 }), fc.integer({ min: 1, max: 4000 }), fc.integer({ min: 1, max: 4000 }))
  .map(([x, y, width, height]) => ({ x: x / 8, y: y / 8, width: width / 8, height: height / 8 }));

export const size: fc.Arbitrary<Size> = fc.record({ width: fc.integer({ min: 1, max: 4000 }), height: fc.integer({ min: 1, max: 4000 }) });
