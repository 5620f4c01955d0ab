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
  const cells = shapes.reduce((sum, [height, width]) => sum + height * width, 0);
  const anchors = new Float32Array(cells * scales.length * ratios.length * 4);
  let at = 0;
  for (const [level, [height, width]] of shapes.entries()) {
    const stride = strides[level] ?? 0;
    const halves = scales.flatMap((scale) => ratios.map((ratio) => [(scale * stride * Math.sqrt(ratio)) / 2, (scale * stride) / Math.sqrt(ratio) / 2] as const));
    for (let row = 0; row < height; row++) {
      const y = (row + offset) * stride;
      for (let column = 0; column < width; column++) {
        const x = (column + offset) * stride;
        for (const [halfHeight, halfWidth] of halves) {
          anchors[at++] = y - halfHeight;
          anchors[at++] = x - halfWidth;
          anchors[at++] = y + halfHeight;
          anchors[at++] = x + halfWidth;
        }
      }
    }
  }
  return anchors;
}
