/** A rectangle in pixels; x and y are its left upper corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** `[y1, x1, y2, x2]`, a row of a box tensor. */
export type Corners = readonly [y1: number, x1: number, y2: number, x2: number];

/** Square pixels; 0 for a box turned inside out. */
export const areaOf = ({ width, height }: Box): number => Math.max(0, width) * Math.max(0, height);

/** What two boxes share; of width or height 0 where they do not overlap. */
export function intersect(a: Box, b: Box): Box {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  return { x, y, width: Math.max(0, Math.min(a.x + a.width, b.x + b.width) - x), height: Math.max(0, Math.min(a.y + a.height, b.y + b.height) - y) };
}

/** Intersection over union, 0 to 1; 0 where both boxes are empty. */
export function iou(a: Box, b: Box): number {
  const shared = areaOf(intersect(a, b));
  const union = areaOf(a) + areaOf(b) - shared;
  return union > 0 ? shared / union : 0;
}

/** The part of a box that lies in a picture. */
export function clip(box: Box, picture: Size): Box {
  const x = clamp(box.x, picture.width);
  const y = clamp(box.y, picture.height);
  return { x, y, width: clamp(box.x + box.width, picture.width) - x, height: clamp(box.y + box.height, picture.height) - y };
}

/** The same box in a picture that was resized. */
export const scale = (box: Box, scaleX: number, scaleY = scaleX): Box => ({ x: box.x * scaleX, y: box.y * scaleY, width: box.width * scaleX, height: box.height * scaleY });

export const toCorners = ({ x, y, width, height }: Box): Corners => [y, x, y + height, x + width];
export const fromCorners = ([y1, x1, y2, x2]: Corners): Box => ({ x: x1, y: y1, width: x2 - x1, height: y2 - y1 });

/** Boxes as rows of a box tensor, [n, 4] y1 x1 y2 x2. */
export const cornersOf = (boxes: readonly Box[]): Float32Array => Float32Array.from(boxes.flatMap(toCorners));

/** Rows of a box tensor as boxes. */
export function boxesOf(corners: Float32Array): Box[] {
  return Array.from({ length: corners.length / 4 }, (_, row) => fromCorners(cornersAt(corners, row)));
}

/** A row of a box tensor. */
export function cornersAt(corners: Float32Array, row: number): Corners {
  const [y1 = 0, x1 = 0, y2 = 0, x2 = 0] = corners.subarray(4 * row, 4 * row + 4);
  return [y1, x1, y2, x2];
}

/**
 * Intersection over union of every box of `a` with every box of `b`.
 * @param a [n, 4] y1 x1 y2 x2
 * @param b [m, 4] y1 x1 y2 x2
 * @returns [n, m]
 */
export function iouMatrix(a: Float32Array, b: Float32Array): Float32Array {
  return overlapMatrix(a, b, (shared, areaA, areaB) => shared / (areaA + areaB - shared));
}

/** Like `iouMatrix`, but which part of a box of `a` lies in a box of `b`: intersection over the area of `a`. */
export function coverageMatrix(a: Float32Array, b: Float32Array): Float32Array {
  return overlapMatrix(a, b, (shared, areaA) => shared / areaA);
}

function overlapMatrix(a: Float32Array, b: Float32Array, measure: (shared: number, areaA: number, areaB: number) => number): Float32Array {
  const rows = a.length / 4;
  const columns = b.length / 4;
  const areasA = areas(a);
  const areasB = areas(b);
  const overlaps = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const [ay1, ax1, ay2, ax2] = cornersAt(a, i);
    for (let j = 0; j < columns; j++) {
      const at = 4 * j;
      const height = Math.min(ay2, b[at + 2] ?? 0) - Math.max(ay1, b[at] ?? 0);
      const width = Math.min(ax2, b[at + 3] ?? 0) - Math.max(ax1, b[at + 1] ?? 0);
      if (height > 0 && width > 0) overlaps[i * columns + j] = measure(height * width, areasA[i] ?? 0, areasB[j] ?? 0);
    }
  }
  return overlaps;
}

/** @param corners [n, 4] y1 x1 y2 x2; @returns [n] square pixels */
function areas(corners: Float32Array): Float64Array {
  return Float64Array.from({ length: corners.length / 4 }, (_, row) => areaOf(fromCorners(cornersAt(corners, row))));
}

const clamp = (value: number, end: number): number => Math.min(Math.max(value, 0), end);
