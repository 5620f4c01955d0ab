import type { Box } from './box';
import { MASK_EDGE, placeMask, type BoxMask } from './box-mask';

/** Samples along a side of a cell: the outline bends as the mask does between the middles of its cells. */
const FINER = 6;

/** A closed line, x and y of its points one after another. */
export type Outline = readonly number[];

/**
 * The edge of a mask as lines, which stay clean at any size: marching squares over the mask, bilinear in between. Around
 * holes there are lines of their own; fill them by the even-odd rule.
 * @param box where the mask lies, in whatever coordinates; the lines have the same
 */
export function maskOutlines(mask: BoxMask, box: Box): Outline[] {
  const columns = FINER * mask.width;
  const rows = FINER * mask.height;
  const { values } = placeMask(mask, { x: 0, y: 0, width: columns, height: rows }, { width: columns, height: rows });
  const at = (x: number, y: number): number => (x >= 0 && y >= 0 && x < columns && y < rows ? values[y * columns + x] ?? 0 : 0);
  const next = crossingsInOrder(at, columns, rows);
  const point = ([x1, y1, x2, y2]: Crossing): [number, number] => {
    const share = (MASK_EDGE - at(x1, y1)) / (at(x2, y2) - at(x1, y1));
    return [box.x + ((x1 + share * (x2 - x1) + 0.5) / columns) * box.width, box.y + ((y1 + share * (y2 - y1) + 0.5) / rows) * box.height];
  };
  const outlines: Outline[] = [];
  for (let [first] = next.keys(); first !== undefined; [first] = next.keys()) {
    const outline: number[] = [];
    for (let key: string | undefined = first; key !== undefined;) {
      const step = next.get(key);
      if (step === undefined) break;
      next.delete(key);
      outline.push(...point(step.from));
      key = step.to;
    }
    outlines.push(outline);
  }
  return outlines;
}

/** Two neighbouring samples, of which one is inside and the other is not. */
type Crossing = readonly [x1: number, y1: number, x2: number, y2: number];

/** Of every crossing the one that the line goes to next. */
function crossingsInOrder(at: (x: number, y: number) => number, columns: number, rows: number): Map<string, { readonly from: Crossing; readonly to: string }> {
  const next = new Map<string, { readonly from: Crossing; readonly to: string }>();
  for (let y = -1; y < rows; y++) {
    for (let x = -1; x < columns; x++) {
      const corners = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1]] as const;
      const inside = corners.map(([cx, cy]) => at(cx, cy) > MASK_EDGE);
      // Clockwise around the square; its neighbour walks the side that they share the other way, so the lines meet.
      const crossed = [0, 1, 2, 3].filter((side) => inside[side] !== inside[(side + 1) % 4]);
      const middle = crossed.length === 4 && corners.reduce((sum, [cx, cy]) => sum + at(cx, cy), 0) / 4 > MASK_EDGE;
      for (const [i, side] of crossed.entries()) {
        if (inside[side] !== true) continue;
        const end = crossed[(i + (crossed.length === 4 && !middle ? 3 : 1)) % crossed.length] ?? side;
        const from = crossing(corners, side);
        next.set(keyOf(from), { from, to: keyOf(crossing(corners, end)) });
      }
    }
  }
  return next;
}

type Corners = readonly (readonly [number, number])[];

/** Left or upper sample first, whichever square it is seen from. */
function crossing(corners: Corners, side: number): Crossing {
  const [[ax, ay] = [0, 0], [bx, by] = [0, 0]] = [corners[side], corners[(side + 1) % 4]];
  return ax + ay < bx + by ? [ax, ay, bx, by] : [bx, by, ax, ay];
}

const keyOf = (crossed: Crossing): string => crossed.join(' ');
