import type { Box, Size } from './box';

/**
 * A mask relative to its box, as a network gives it: a small grid over the box, whatever the box's size, so that it moves
 * and grows with it.
 */
export interface BoxMask {
  readonly width: number;
  readonly height: number;
  /** [height, width] row by row: the probability that a cell belongs to the thing, 0 to 255 for 0 to 1; more than half is in the mask. */
  readonly values: Uint8Array;
}

/** Values above it are part of the thing. */
export const MASK_EDGE = 127.5;

/** A part of a picture and what its pixels have of a mask. */
export interface PlacedMask extends Box {
  /** [height, width] row by row, 0 to 255; MASK_EDGE is the thing's edge, everything outside the part lies below it. */
  readonly values: Float32Array;
}

/**
 * A mask at a picture's resolution: the value in the middle of every pixel, bilinear between the middles of cells, with
 * cells of 0 around the grid (He et al. 2017, section 3.1; their code pads and resizes to whole pixels, this does not round).
 * With them nothing outside of the box is in the mask.
 */
export function placeMask(mask: BoxMask, box: Box, picture: Size): PlacedMask {
  const columns = sampled(box.x, box.width, picture.width, mask.width);
  const rows = sampled(box.y, box.height, picture.height, mask.height);
  return { x: columns.first, y: rows.first, width: columns.cells.length, height: rows.cells.length, values: resampled(mask, rows.cells, columns.cells) };
}

/** A mask of the whole picture at the picture's resolution: the same, but beyond the outermost cells it goes on as they are. @returns [height, width] row by row, 0 to 255 */
export function stretchMask(mask: BoxMask, { width, height }: Size): Float32Array {
  const cells = (pixels: number, count: number) => Float64Array.from({ length: pixels }, (_, i) => Math.min(count - 1, Math.max(0, ((i + 0.5) / pixels) * count - 0.5)));
  return resampled(mask, cells(height, mask.height), cells(width, mask.width));
}

/** The mask of a part of its box, with as many cells. */
export function cropMask(mask: BoxMask, box: Box, part: Box): BoxMask {
  const { width, height } = mask;
  const cells = (from: number, length: number, cellFrom: number, cellLength: number, count: number) =>
    Float64Array.from({ length: count }, (_, i) => ((from + ((i + 0.5) / count) * length - cellFrom) / cellLength) * count - 0.5);
  const values = resampled(mask, cells(part.y, part.height, box.y, box.height, height), cells(part.x, part.width, box.x, box.width, width));
  return { width, height, values: Uint8Array.from(values, Math.round) };
}

/** The pixels whose middles lie in a box, along one axis, and where on the grid those are: 0 is the middle of the first cell. */
function sampled(from: number, length: number, pixels: number, count: number): { readonly first: number; readonly cells: Float64Array } {
  const first = Math.min(Math.max(0, Math.ceil(from - 0.5)), pixels);
  const end = Math.max(first, Math.min(pixels, Math.ceil(from + length - 0.5)));
  return { first, cells: Float64Array.from({ length: end - first }, (_, i) => ((first + i + 0.5 - from) / length) * count - 0.5) };
}

/** @param rows, columns where to look on the grid @returns [rows, columns] */
function resampled({ width, height, values }: BoxMask, rows: Float64Array, columns: Float64Array): Float32Array {
  const out = new Float32Array(rows.length * columns.length);
  // A row of the grid with a cell of 0 on either side.
  const line = new Float32Array(width + 2);
  for (const [y, row] of rows.entries()) {
    const top = Math.floor(row);
    const share = row - top;
    const at = (r: number, c: number): number => (r >= 0 && r < height ? values[r * width + c] ?? 0 : 0);
    for (let c = 0; c < width; c++) line[c + 1] = at(top, c) * (1 - share) + at(top + 1, c) * share;
    for (let x = 0; x < columns.length; x++) {
      const column = (columns[x] ?? 0) + 1;
      const left = Math.floor(column);
      out[y * columns.length + x] = (line[left] ?? 0) * (left + 1 - column) + (line[left + 1] ?? 0) * (column - left);
    }
  }
  return out;
}
