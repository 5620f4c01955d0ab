import type { Size } from '../../models/geometry/box';

/** Strokes and letters that are seen on a picture of a size, in its pixels. */
export function answerStyle({ width, height }: Size): { readonly line: number; readonly fontSize: number } {
  const side = Math.min(width, height);
  return { line: Math.max(2, Math.round(side / 200)), fontSize: Math.max(12, Math.round(side / 28)) };
}

/** Neighbouring ids get colours far apart: steps of the golden angle around the circle of hues. */
export const categoryColour = (categoryId: number): string => `hsl(${Math.round((categoryId * 137.508) % 360)}, 90%, 65%)`;
