import type { Box } from '../geometry/box';
import { MASK_EDGE, placeMask, type BoxMask } from '../geometry/box-mask';

/** A mask and where it lies, in source pixels. */
export interface MaskInBox {
  readonly mask: BoxMask;
  readonly box: Box;
}

/** Cells along either side of the grid on which masks of different boxes are compared. */
const CELLS = 128;

/** Intersection over union of two masks, 0 to 1, over the smallest box that holds both; 0 where both are empty. */
export function maskIou(a: MaskInBox, b: MaskInBox): number {
  const part = boxAround(a.box, b.box);
  const [ofA, ofB] = [over(a, part), over(b, part)];
  let [shared, either] = [0, 0];
  ofA.values.forEach((value, cell) => {
    const [inA, inB] = [value > MASK_EDGE, (ofB.values[cell] ?? 0) > MASK_EDGE];
    if (inA && inB) shared++;
    if (inA || inB) either++;
  });
  return either === 0 ? 0 : shared / either;
}

/** Which cells both masks have, and which one of them alone; all on one grid over one box. */
export function splitMasks(reference: MaskInBox, other: MaskInBox): { readonly box: Box; readonly both: BoxMask; readonly reference: BoxMask; readonly other: BoxMask } {
  const box = boxAround(reference.box, other.box);
  const [a, b] = [over(reference, box), over(other, box)];
  const masked = (holds: (inReference: boolean, inOther: boolean) => boolean): BoxMask =>
    ({ ...a, values: a.values.map((value, cell) => (holds(value > MASK_EDGE, (b.values[cell] ?? 0) > MASK_EDGE) ? 255 : 0)) });
  return { box, both: masked((x, y) => x && y), reference: masked((x, y) => x && !y), other: masked((x, y) => !x && y) };
}

/** A mask on the common grid over a part of the picture. */
function over({ mask, box }: MaskInBox, part: Box): BoxMask {
  const [scaleX, scaleY] = [CELLS / part.width, CELLS / part.height];
  const onGrid = { x: (box.x - part.x) * scaleX, y: (box.y - part.y) * scaleY, width: box.width * scaleX, height: box.height * scaleY };
  const placed = placeMask(mask, onGrid, { width: CELLS, height: CELLS });
  const values = new Uint8Array(CELLS * CELLS);
  for (let row = 0; row < placed.height; row++) {
    for (let column = 0; column < placed.width; column++) values[(placed.y + row) * CELLS + placed.x + column] = Math.round(placed.values[row * placed.width + column] ?? 0);
  }
  return { width: CELLS, height: CELLS, values };
}

function boxAround(a: Box, b: Box): Box {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return { x, y, width: Math.max(a.x + a.width, b.x + b.width) - x, height: Math.max(a.y + a.height, b.y + b.height) - y };
}
