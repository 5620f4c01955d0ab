import { InvalidInputError } from '../errors';
import type { Box } from './box';

/**
 * A mask as COCO writes it: lengths of runs, column by column from top to bottom, alternately of 0 and of 1, beginning with 0.
 * `size` is [height, width].
 */
export interface Rle {
  readonly size: readonly [height: number, width: number];
  readonly counts: readonly number[];
}

/** The same with the counts packed into printable text, as in COCO's result files. */
export interface CompressedRle {
  readonly size: readonly [height: number, width: number];
  readonly counts: string;
}

/** @param mask [height, width] row by row; everything but 0 is part of the mask */
export const encodeRle = (mask: Uint8Array | Uint8ClampedArray, height: number, width: number): Rle =>
  encodeRleWithin(mask, { x: 0, y: 0, width, height }, height, width);

/**
 * The same of a mask of which only a part is given; around it is nothing.
 * @param part where it lies, whole pixels within the picture
 * @param mask of the part, row by row
 * @param height, width of the picture
 */
export function encodeRleWithin(mask: Uint8Array | Uint8ClampedArray, part: Box, height: number, width: number): Rle {
  if (mask.length !== part.height * part.width) throw new InvalidInputError(`A mask of ${part.height} x ${part.width} has ${part.height * part.width} pixels; given ${mask.length}.`);
  const pixels = height * width;
  const counts: number[] = [];
  let inside = false;
  let start = 0;
  const turn = (at: number): void => {
    counts.push(at - start);
    start = at;
    inside = !inside;
  };
  for (let x = 0; x < part.width; x++) {
    const top = (part.x + x) * height + part.y;
    for (let y = 0; y < part.height; y++) if ((mask[y * part.width + x] !== 0) !== inside) turn(top + y);
    // A column of full height goes on in the next; below and beside others there is nothing.
    const end = top + part.height;
    if (inside && end < pixels && (part.height < height || x === part.width - 1)) turn(end);
  }
  counts.push(pixels - start);
  return { size: [height, width], counts };
}

/** @returns [height, width] row by row, 0 and 1 */
export function decodeRle(rle: Rle): Uint8Array {
  const [height, width] = rle.size;
  const mask = new Uint8Array(checkedPixels(rle));
  forEachRun(rle, (start, end) => {
    for (let at = start; at < end; at++) mask[(at % height) * width + Math.floor(at / height)] = 1;
  });
  return mask;
}

/** Pixels in the mask. */
export function areaOfRle({ counts }: Rle): number {
  return counts.reduce((sum, run, i) => sum + (i % 2 === 1 ? run : 0), 0);
}

/** The smallest box of whole pixels around the mask; of size 0 around nothing. */
export function boxOfRle(rle: Rle): Box {
  const [height] = rle.size;
  let [left, right, top, bottom] = [Infinity, -1, Infinity, -1];
  forEachRun(rle, (start, end) => {
    const firstColumn = Math.floor(start / height);
    const lastColumn = Math.floor((end - 1) / height);
    left = Math.min(left, firstColumn);
    right = lastColumn;
    // A run that goes on in the next column touches the bottom of one and the top of the other.
    top = Math.min(top, firstColumn < lastColumn ? 0 : start % height);
    bottom = Math.max(bottom, firstColumn < lastColumn ? height - 1 : (end - 1) % height);
  });
  return right < 0 ? { x: 0, y: 0, width: 0, height: 0 } : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** The union of masks of one size, or with `intersect` what they all share. */
export function mergeRles(rles: readonly Rle[], intersect = false): Rle {
  const [first, ...rest] = rles;
  if (first === undefined) throw new InvalidInputError('No masks were given to merge; expected at least one.');
  return rest.reduce((merged, rle) => mergeTwo(merged, rle, intersect), mergeTwo(first, first, intersect));
}

/** Walks both masks run by run: between two ends nothing changes. */
function mergeTwo(a: Rle, b: Rle, intersect: boolean): Rle {
  if (a.size[0] !== b.size[0] || a.size[1] !== b.size[1]) throw new InvalidInputError(`Masks of ${a.size.join(' x ')} and ${b.size.join(' x ')} cannot be merged; expected the same size.`);
  const pixels = checkedPixels(a);
  checkedPixels(b);
  const ends = [0, 0];
  const runs = [-1, -1];
  const counts: number[] = [];
  let inside = false;
  let start = 0;
  for (let at = 0; at < pixels; at = Math.min(...ends)) {
    for (const [i, { counts: lengths }] of [a, b].entries()) {
      while ((ends[i] ?? pixels) <= at) {
        const next = (runs[i] ?? 0) + 1;
        runs[i] = next;
        ends[i] = (ends[i] ?? 0) + (lengths[next] ?? 0);
      }
    }
    const inA = (runs[0] ?? 0) % 2 === 1;
    const inB = (runs[1] ?? 0) % 2 === 1;
    if ((intersect ? inA && inB : inA || inB) !== inside) {
      counts.push(at - start);
      start = at;
      inside = !inside;
    }
  }
  counts.push(pixels - start);
  return { size: a.size, counts };
}

/**
 * Packs the counts as COCO does: from the fourth on each is written as the difference to the one two before, in groups of
 * five bits, lowest first; bit 6 says that another group follows, and 48 is added to make a printable character.
 */
export function compressRle({ size, counts }: Rle): CompressedRle {
  let text = '';
  for (const [i, count] of counts.entries()) {
    let rest = i > 2 ? count - (counts[i - 2] ?? 0) : count;
    let more = true;
    while (more) {
      const group = rest & 0x1f;
      rest >>= 5;
      // The highest bit of the last group is its sign.
      more = (group & 0x10) !== 0 ? rest !== -1 : rest !== 0;
      text += String.fromCharCode((more ? group | 0x20 : group) + 48);
    }
  }
  return { size, counts: text };
}

/** Undoes `compressRle`. @throws InvalidInputError for text that is no such mask */
export function decompressRle({ size, counts: text }: CompressedRle): Rle {
  const counts: number[] = [];
  for (let at = 0; at < text.length;) {
    let value = 0;
    let shift = 0;
    let more = true;
    while (more) {
      const code = text.charCodeAt(at++) - 48;
      if (!(code >= 0 && code < 64) || shift > 30) throw new InvalidInputError(`The compressed mask "${text.slice(0, 40)}" is broken at character ${at}.`);
      value |= (code & 0x1f) << shift;
      shift += 5;
      more = (code & 0x20) !== 0;
      if (!more && (code & 0x10) !== 0 && shift < 32) value |= -1 << shift;
    }
    counts.push(counts.length > 2 ? value + (counts[counts.length - 2] ?? 0) : value);
  }
  const rle = { size, counts };
  checkedPixels(rle);
  return rle;
}

/** Calls `visit` with the first pixel of each run of 1 and the first after it, counted column by column. */
export function forEachRun({ counts }: Rle, visit: (start: number, end: number) => void): void {
  let at = 0;
  for (const [i, run] of counts.entries()) {
    if (i % 2 === 1 && run > 0) visit(at, at + run);
    at += run;
  }
}

function checkedPixels({ size: [height, width], counts }: Rle): number {
  const sum = counts.reduce((total, run) => total + run, 0);
  if (sum !== height * width || counts.some((run) => run < 0)) {
    throw new InvalidInputError(`The runs of a mask of ${height} x ${width} add up to ${sum}; expected ${height * width} and none below 0.`);
  }
  return sum;
}
