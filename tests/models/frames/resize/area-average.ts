import type { Size } from '../../../../models/geometry/box';

/**
 * What a pixel of a smaller picture is, from its definition: the integral of the source over the rectangle that it covers.
 * @param from the source's size, in its samples; the last one may stand for a part of one
 */
export function areaAverage(from: Size, sample: (x: number, y: number) => number, to: Size, x: number, y: number): number {
  const [left, right, top, bottom] = [(x * from.width) / to.width, ((x + 1) * from.width) / to.width, (y * from.height) / to.height, ((y + 1) * from.height) / to.height];
  const shared = (start: number, end: number, at: number) => Math.max(0, Math.min(end, at + 1) - Math.max(start, at));
  let sum = 0;
  for (let row = Math.floor(top); row < Math.min(bottom, Math.ceil(from.height)); row++) {
    for (let column = Math.floor(left); column < Math.min(right, Math.ceil(from.width)); column++) {
      const area = shared(left, right, column) * shared(top, bottom, row);
      if (area > 0) sum += area * sample(column, row);
    }
  }
  return sum / ((right - left) * (bottom - top));
}
