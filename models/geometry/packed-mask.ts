import { InvalidInputError } from '../errors';
import type { Size } from './box';
import type { BoxMask } from './box-mask';

/** Between two of the sixteen levels; the edge, 127.5, lies halfway between two, so that no cell changes sides. */
const STEP = 17;
const LONGEST_RUN = 16;

/**
 * A mask in a few bytes: cells row by row as runs of sixteen levels, a byte a run with its level in the upper half and its length less
 * one in the lower. Most cells are fully in or out, so that 28 x 28 of them take about 200 bytes; never more than a byte a cell.
 */
export function packMask({ values }: BoxMask): Uint8Array<ArrayBuffer> {
  const runs: number[] = [];
  for (let at = 0; at < values.length;) {
    const level = Math.round((values[at] ?? 0) / STEP);
    const start = at++;
    while (at < values.length && at - start < LONGEST_RUN && Math.round((values[at] ?? 0) / STEP) === level) at++;
    runs.push((level << 4) | (at - start - 1));
  }
  return Uint8Array.from(runs);
}

/** Undoes `packMask`, to the nearest level. @throws InvalidInputError where the runs are not as many cells as the mask has */
export function unpackMask(runs: Uint8Array, { width, height }: Size): BoxMask {
  const cells = runs.reduce((sum, run) => sum + (run & 0xf) + 1, 0);
  if (cells !== width * height) throw new InvalidInputError(`The runs of a mask of ${width} x ${height} cells are of ${cells}; expected ${width * height}.`);
  const values = new Uint8Array(cells);
  let at = 0;
  for (const run of runs) values.fill(STEP * (run >> 4), at, at += (run & 0xf) + 1);
  return { width, height, values };
}
