import type { Box } from '../../../models/geometry/box';

/** Thinner than this a box says nothing: half of it is rounding. */
const minimumSidePixels = 1;

/**
 * An annotation's box cut to its picture, or what is wrong with it as text: not finite, empty, thinner than a pixel,
 * or wholly outside.
 */
export function annotatedBox(box: Box, picture: { readonly width: number; readonly height: number }): Box | string {
  const { x, y, width, height } = box;
  const given = `box [${x}, ${y}, ${width}, ${height}]`;
  if (![x, y, width, height].every(Number.isFinite)) return `${given} is not finite`;
  if (width <= 0 || height <= 0) return `${given} is empty`;
  const left = Math.max(0, x);
  const top = Math.max(0, y);
  const right = Math.min(picture.width, x + width);
  const bottom = Math.min(picture.height, y + height);
  if (right <= left || bottom <= top) return `${given} lies outside the picture of ${picture.width} x ${picture.height}`;
  if (right - left < minimumSidePixels || bottom - top < minimumSidePixels) return `${given} is thinner than a pixel`;
  return { x: left, y: top, width: right - left, height: bottom - top };
}
