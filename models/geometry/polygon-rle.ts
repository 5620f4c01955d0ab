import { InvalidInputError } from '../errors';
import type { Rle } from './rle';

/** Along its boundary a polygon is looked at in fifths of pixels, as COCO's tool does. */
const FINER = 5;

/**
 * The pixels inside of a polygon, as COCO's tool fills it (rleFrPoly of pycocotools), pixel for pixel.
 * @param corners `[x1, y1, x2, y2, …]`, three or more; 0 is the left upper edge of the first pixel
 */
export function encodePolygon(corners: readonly number[], height: number, width: number): Rle {
  if (corners.length < 6 || corners.length % 2 !== 0) throw new InvalidInputError(`A polygon has the x and y of three corners or more; given ${corners.length} numbers.`);
  // Where a column is entered or left, counted column by column; two in the same place cancel each other out.
  const turns = [...columnCrossings(boundary(corners), height, width), height * width].sort((a, b) => a - b);
  const counts: number[] = [];
  let before = 0;
  // After a run of no length the one before goes on.
  let joins = false;
  for (const [i, turn] of turns.entries()) {
    const run = turn - before;
    before = turn;
    if (joins) counts.push((counts.pop() ?? 0) + run);
    else if (run > 0 || i === 0) counts.push(run);
    joins = !joins && run === 0 && i > 0;
  }
  return { size: [height, width], counts };
}

type Point = readonly [x: number, y: number];

/** Every point of the grid of fifths that the sides run through, one after another. */
function boundary(corners: readonly number[]): Point[] {
  const fine = Array.from({ length: corners.length / 2 }, (_, i): Point =>
    [Math.trunc(FINER * (corners[2 * i] ?? 0) + 0.5), Math.trunc(FINER * (corners[2 * i + 1] ?? 0) + 0.5)]);
  return fine.flatMap((from, i) => side(from, fine[(i + 1) % fine.length] ?? from));
}

/** A side's points along its longer axis. It is always worked out in the same direction, so that neighbours share their edge. */
function side([x1, y1]: Point, [x2, y2]: Point): Point[] {
  const [dx, dy] = [Math.abs(x2 - x1), Math.abs(y2 - y1)];
  const steep = dx < dy;
  const flipped = steep ? y1 > y2 : x1 > x2;
  const [[fromX, fromY], [toX, toY]] = flipped ? [[x2, y2], [x1, y1]] : [[x1, y1], [x2, y2]];
  const length = Math.max(dx, dy);
  const slope = length === 0 ? 0 : (steep ? toX - fromX : toY - fromY) / length;
  return Array.from({ length: length + 1 }, (_, i): Point => {
    const step = flipped ? length - i : i;
    return steep ? [Math.trunc(fromX + slope * step + 0.5), fromY + step] : [fromX + step, Math.trunc(fromY + slope * step + 0.5)];
  });
}

/** Where the boundary crosses the middle of a column of pixels: the first pixel below, counted column by column. */
function columnCrossings(points: readonly Point[], height: number, width: number): number[] {
  return points.flatMap(([x, y], i) => {
    const [beforeX, beforeY] = points[i - 1] ?? [x, y];
    if (x === beforeX) return [];
    const column = ((x < beforeX ? x : x - 1) + 0.5) / FINER - 0.5;
    if (!Number.isInteger(column) || column < 0 || column > width - 1) return [];
    const row = (Math.min(y, beforeY) + 0.5) / FINER - 0.5;
    return [column * height + Math.ceil(Math.min(Math.max(row, 0), height))];
  });
}
