import { fromCorners, iou, type Corners } from '../../models/geometry/box';

/** Ways of choosing among overlapping detections, to be measured against each other; what ships is models/geometry/nms.ts. */

export interface Candidate {
  /** y1 x1 y2 x2, input pixels */
  readonly corners: Corners;
  readonly score: number;
  readonly category: number;
}

export interface SuppressionVariant {
  readonly name: string;
  /**
   * What a better box of the class does to one that it overlaps by more than `threshold`: drops it ('hard'), drops it by
   * the overlap less the squared distance of the centres ('distance'; Zheng et al. 2020, DIoU), or lowers its score by a
   * factor of 1 - overlap ('linear') or, whatever the overlap, exp(-overlap² / threshold) ('gaussian'; Bodla et al. 2017).
   */
  readonly kind: 'hard' | 'distance' | 'linear' | 'gaussian';
  readonly threshold: number;
  /** How many of the best candidates take part, and the score they need. */
  readonly candidates: number;
  readonly scoreThreshold: number;
  /** A kept box becomes the mean of those of its class that overlap it by more, weighted by score and overlap (Gidaris and Komodakis 2015). */
  readonly voting?: number;
  /** What is left loses by all better ones of its class, by a factor of exp(-overlap² / softness) each: models/networks/detection/soften-scores.ts. */
  readonly softness?: number;
}

/** A soft score below this is nothing. */
const LEAST_SCORE = 1e-3;

/** @param candidates best first @returns at most `count`, best first */
export function choose(candidates: readonly Candidate[], variant: SuppressionVariant, count: number): Candidate[] {
  const ofCategory = new Map<number, Candidate[]>();
  for (const candidate of candidates.slice(0, variant.candidates)) {
    if (candidate.score <= variant.scoreThreshold) continue;
    ofCategory.set(candidate.category, [...(ofCategory.get(candidate.category) ?? []), candidate]);
  }
  const best = [...ofCategory.values()]
    .flatMap((list) => chooseInClass(list, variant).map((kept) => (variant.voting === undefined ? kept : vote(kept, list, variant.voting))))
    .sort(bestFirst)
    .slice(0, count);
  return variant.softness === undefined ? best : soften(best, variant.softness).sort(bestFirst);
}

const bestFirst = (a: Candidate, b: Candidate): number => b.score - a.score;

function chooseInClass(list: readonly Candidate[], { kind, threshold }: SuppressionVariant): Candidate[] {
  const left = [...list];
  const kept: Candidate[] = [];
  for (;;) {
    left.sort(bestFirst);
    const best = left.shift();
    if (best === undefined || best.score < LEAST_SCORE) return kept;
    kept.push(best);
    for (const [index, other] of left.entries()) left[index] = { ...other, score: other.score * remaining(best, other, kind, threshold) };
  }
}

/** The part of its score that a box keeps beside a better one. */
function remaining(better: Candidate, other: Candidate, kind: SuppressionVariant['kind'], threshold: number): number {
  const overlap = overlapOf(better.corners, other.corners);
  switch (kind) {
    case 'hard': return overlap > threshold ? 0 : 1;
    case 'distance': return overlap - centreDistance(better.corners, other.corners) > threshold ? 0 : 1;
    case 'linear': return overlap > threshold ? 1 - overlap : 1;
    case 'gaussian': return Math.exp(-(overlap ** 2) / threshold);
  }
}

/** @param chosen best first */
function soften(chosen: readonly Candidate[], softness: number): Candidate[] {
  return chosen.map((one, rank) => {
    const better = chosen.slice(0, rank).filter(({ category }) => category === one.category);
    return { ...one, score: one.score * better.reduce((factor, { corners }) => factor * Math.exp(-(overlapOf(corners, one.corners) ** 2) / softness), 1) };
  });
}

function vote(kept: Candidate, list: readonly Candidate[], threshold: number): Candidate {
  const sums: [number, number, number, number] = [0, 0, 0, 0];
  let total = 0;
  for (const { corners, score } of list) {
    const overlap = overlapOf(kept.corners, corners);
    if (overlap <= threshold) continue;
    total += score * overlap;
    corners.forEach((corner, index) => (sums[index] = (sums[index] ?? 0) + score * overlap * corner));
  }
  const [y1, x1, y2, x2] = sums;
  return total > 0 ? { ...kept, corners: [y1 / total, x1 / total, y2 / total, x2 / total] } : kept;
}

const overlapOf = (a: Corners, b: Corners): number => iou(fromCorners(a), fromCorners(b));

/** Squared distance of the centres, as a share of the squared diagonal of the box around both. */
function centreDistance([ay1, ax1, ay2, ax2]: Corners, [by1, bx1, by2, bx2]: Corners): number {
  const [y, x] = [(ay1 + ay2 - by1 - by2) / 2, (ax1 + ax2 - bx1 - bx2) / 2];
  const [height, width] = [Math.max(ay2, by2) - Math.min(ay1, by1), Math.max(ax2, bx2) - Math.min(ax1, bx1)];
  return (y * y + x * x) / Math.max(height * height + width * width, 1e-9);
}
