import { InvalidInputError } from '../errors';

export interface AnchorOptions {
  /** Sides (square root of the area) in strides. */
  readonly scales: readonly number[];
  /** Height over width. */
  readonly ratios: readonly number[];
  /** Where a cell's anchors have their centre, in strides from its left upper corner. Default 0.5, the middle. */
  readonly offset?: number;
}

/**
 * The anchors of a feature pyramid (Faster R-CNN, section 3.1.1): at every cell one for each scale and ratio.
 * @param shapes [height, width] of each level
 * @param strides input pixels per feature pixel of each level
 * @returns [anchors × 4] y1 x1 y2 x2 in input pixels; level by level, row by row, cell by cell, scale by scale, ratio by ratio
 */
export function pyramidAnchors(shapes: readonly (readonly [height: number, width: number])[], strides: readonly number[], { scales, ratios, offset = 0.5 }: AnchorOptions): Float32Array {
  if (shapes.length !== strides.length) throw new InvalidInputError(`Anchors were asked for ${shapes.length} levels with ${strides.length} strides; expected a stride for each level.`);
  const levels = shapes.map((shape, level) => {
    const stride = strides[level] ?? 0;
    return anchorsOfSizes(shape, stride, scales.flatMap((scale) => ratios.map((ratio) => [scale * stride * Math.sqrt(ratio), (scale * stride) / Math.sqrt(ratio)] as const)), offset);
  });
  const anchors = new Float32Array(levels.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const level of levels) {
    anchors.set(level, at);
    at += level.length;
  }
  return anchors;
}

/**
 * The same of one level, with anchors of any sizes.
 * @param sizes [height, width] in input pixels
 * @param offset see AnchorOptions
 */
export function anchorsOfSizes([height, width]: readonly [height: number, width: number], stride: number, sizes: readonly (readonly [height: number, width: number])[], offset = 0.5): Float32Array {
  const anchors = new Float32Array(height * width * sizes.length * 4);
  let at = 0;
  for (let row = 0; row < height; row++) {
    const y = (row + offset) * stride;
    for (let column = 0; column < width; column++) {
      const x = (column + offset) * stride;
      for (const [high, wide] of sizes) {
        anchors[at++] = y - high / 2;
        anchors[at++] = x - wide / 2;
        anchors[at++] = y + high / 2;
        anchors[at++] = x + wide / 2;
      }
    }
  }
  return anchors;
}
