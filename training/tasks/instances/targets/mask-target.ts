import type { Box } from '../../../../models/geometry/box';
import { forEachRun, type Rle } from '../../../../models/geometry/rle';

/**
 * The target of a mask head (He et al. 2017, section 3: the mask within its box, side x side): of each cell of the box the share
 * of its area that the mask covers. Exact, for a box need not lie on whole pixels.
 * @param mask of the whole picture @param box in the picture's pixels, may reach over its border, where nothing is
 * @param flip whether the cells run from right to left
 * @returns [side, side] row by row, 0 to 1
 */
export function maskTarget(mask: Rle, box: Box, side: number, flip = false): Float32Array<ArrayBuffer> {
  const rows = edges(box.y, box.height, side, mask.size[0]);
  const columns = edges(box.x, box.width, side, mask.size[1]);
  const covered = coveredBefore(mask, rows, columns);
  const target = new Float32Array(side * side);
  const cellArea = (box.width / side) * (box.height / side);
  for (let y = 0; y < side; y++) {
    const [above, below] = [at(rows.at, y), at(rows.at, y + 1)];
    for (let x = 0; x < side; x++) {
      const [left, right] = [at(columns.at, x), at(columns.at, x + 1)];
      const area = covered(below, right) - covered(above, right) - covered(below, left) + covered(above, left);
      target[y * side + (flip ? side - 1 - x : x)] = Math.min(1, Math.max(0, area / cellArea));
    }
  }
  return target;
}

/** The edges of cells along an axis, and the whole pixels from the first to the last of them, all within the picture. */
interface Edges {
  readonly at: Float64Array;
  readonly first: number;
  readonly count: number;
}

function edges(from: number, length: number, side: number, pixels: number): Edges {
  const within = (position: number) => Math.min(Math.max(position, 0), pixels);
  const first = Math.floor(within(from));
  return { at: Float64Array.from({ length: side + 1 }, (_, i) => within(from + (length * i) / side)), first, count: Math.ceil(within(from + length)) - first };
}

/** How much of the mask lies above and to the left of a place: a summed-area table, bilinear within a pixel, where that is exact. */
function coveredBefore(mask: Rle, rows: Edges, columns: Edges): (y: number, x: number) => number {
  const [height] = mask.size;
  const width = columns.count + 1;
  const sums = new Float64Array((rows.count + 1) * width);
  forEachRun(mask, (start, end) => {
    for (let column = Math.max(Math.floor(start / height), columns.first); column <= (end - 1) / height && column < columns.first + columns.count; column++) {
      const [top, bottom] = [Math.max(start - column * height, rows.first), Math.min(end - column * height, height, rows.first + rows.count)];
      for (let row = top; row < bottom; row++) sums[(row - rows.first + 1) * width + column - columns.first + 1] = 1;
    }
  });
  for (let row = 1; row <= rows.count; row++) {
    for (let column = 1, sum = 0; column < width; column++) {
      sum += at(sums, row * width + column);
      sums[row * width + column] = at(sums, (row - 1) * width + column) + sum;
    }
  }
  return (y, x) => {
    const row = Math.min(Math.floor(y) - rows.first, rows.count);
    const column = Math.min(Math.floor(x) - columns.first, columns.count);
    const [down, right] = [y - rows.first - row, x - columns.first - column];
    const place = row * width + column;
    const upper = at(sums, place) * (1 - right) + (right > 0 ? at(sums, place + 1) * right : 0);
    return upper * (1 - down) + (down > 0 ? (at(sums, place + width) * (1 - right) + (right > 0 ? at(sums, place + width + 1) * right : 0)) * down : 0);
  };
}

const at = (values: Float64Array, index: number): number => values[index] ?? 0;
