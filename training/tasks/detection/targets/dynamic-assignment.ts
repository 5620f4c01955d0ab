import { cornersAt, type Corners } from '../../../../models/geometry/box';

/** What a dense detector says of one picture: the basis on which cells are given to objects. */
export interface CellPredictions {
  /** [cells, 2] x y of the point each cell stands for, input pixels */
  readonly centres: Float32Array;
  /** [cells, classes] 0 to 1 */
  readonly scores: Float32Array;
  /** [cells, 4] y1 x1 y2 x2, input pixels */
  readonly boxes: Float32Array;
}

/** Objects of one picture. */
export interface Objects {
  /** [n, 4] y1 x1 y2 x2, input pixels */
  readonly boxes: Float32Array;
  /** [n] category index */
  readonly labels: Int32Array;
}

export interface Assignment {
  /** [cells] the object that a cell has to find, -1 for none */
  readonly objects: Int32Array;
  /** [cells] how well the cell's predicted box fits its object already, intersection over union */
  readonly overlaps: Float32Array;
}

/** As published with NanoDet-Plus. */
export const DYNAMIC_ASSIGNMENT = { largestCount: 13, overlapFactor: 3 };

/** A class with a smaller score adds less than 1e-4 to the cost where it is wrong. */
const FAINT = 0.01;
const EPSILON = 1e-7;

/**
 * Which cells have to find which object (SimOTA: Ge et al. 2021, YOLOX, section 2.1; with NanoDet-Plus's soft-label cost).
 * Candidates are the cells whose point lies in the object's box. An object gets as many of them as their overlaps with it
 * add up to (the best 13 counted), at least one: those of the lowest cost, which is the quality focal loss against the
 * overlap, and 3 times the overlap's negative logarithm. A cell that several objects want goes to the one it costs least.
 */
export function assignDynamically({ centres, scores, boxes }: CellPredictions, { boxes: objectBoxes, labels }: Objects): Assignment {
  const cells = centres.length / 2;
  const classes = scores.length / cells;
  const assignment: Assignment = { objects: new Int32Array(cells).fill(-1), overlaps: new Float32Array(cells) };
  const costs = new Float64Array(cells).fill(Infinity);
  const falseCosts = new Float64Array(cells).fill(-1);

  for (const [object, label] of labels.entries()) {
    const box = cornersAt(objectBoxes, object);
    const candidates = cellsInside(centres, box).map((cell) => {
      const overlap = overlapOf(cornersAt(boxes, cell), box);
      if ((falseCosts[cell] ?? 0) < 0) falseCosts[cell] = falseCost(scores.subarray(cell * classes, (cell + 1) * classes));
      const score = scores[cell * classes + label] ?? 0;
      const classCost = (falseCosts[cell] ?? 0) - (score < FAINT ? 0 : focalCost(score, 0)) + focalCost(score, overlap);
      return { cell, overlap, cost: classCost - DYNAMIC_ASSIGNMENT.overlapFactor * Math.log(overlap + EPSILON) };
    });
    const best = candidates.map(({ overlap }) => overlap).sort((a, b) => b - a).slice(0, DYNAMIC_ASSIGNMENT.largestCount);
    const count = Math.max(1, Math.floor(best.reduce((sum, overlap) => sum + overlap, 0)));
    candidates.sort((a, b) => a.cost - b.cost || a.cell - b.cell);
    for (const { cell, overlap, cost } of candidates.slice(0, count)) {
      if (cost >= (costs[cell] ?? Infinity)) continue;
      costs[cell] = cost;
      assignment.objects[cell] = object;
      assignment.overlaps[cell] = overlap;
    }
  }
  return assignment;
}

/** Cells whose point lies strictly inside a box. */
export function cellsInside(centres: Float32Array, [y1, x1, y2, x2]: Corners): number[] {
  const inside: number[] = [];
  for (let cell = 0; 2 * cell < centres.length; cell++) {
    const x = centres[2 * cell] ?? 0;
    const y = centres[2 * cell + 1] ?? 0;
    if (x > x1 && x < x2 && y > y1 && y < y2) inside.push(cell);
  }
  return inside;
}

/** What a cell would cost if none of its classes were there. */
function falseCost(scores: Float32Array): number {
  let sum = 0;
  for (const score of scores) if (score >= FAINT) sum += focalCost(score, 0);
  return sum;
}

/** Quality focal loss of a score against a target. */
function focalCost(score: number, target: number): number {
  const s = Math.min(Math.max(score, EPSILON), 1 - EPSILON);
  return (target - s) ** 2 * -(target * Math.log(s) + (1 - target) * Math.log(1 - s));
}

function overlapOf([ay1, ax1, ay2, ax2]: Corners, [by1, bx1, by2, bx2]: Corners): number {
  const shared = Math.max(0, Math.min(ay2, by2) - Math.max(ay1, by1)) * Math.max(0, Math.min(ax2, bx2) - Math.max(ax1, bx1));
  const union = (ay2 - ay1) * (ax2 - ax1) + (by2 - by1) * (bx2 - bx1) - shared;
  return union > 0 ? shared / union : 0;
}
