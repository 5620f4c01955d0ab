import type { Keypoint } from '../../tasks/pose';
import { SURE_JOINT } from '../pose-similarity';

/**
 * How a body holds itself, apart from where it is and how large: each limb as a vector of length 1 where it lies in the
 * picture's plane, shorter where it points at the camera or away. So a body that turns a little changes it a little.
 */
export interface LimbVectors {
  /** [limbs, 2] x y, y down */
  readonly values: readonly number[];
  /** [limbs] how surely each is seen, 0 to 1. */
  readonly weights: readonly number[];
}

type Middle = readonly number[];
interface Limb {
  /** From the middle of these keypoints of COCO's to the middle of those. */
  readonly from: Middle;
  readonly to: Middle;
  /** Length as a share of the body's height (Winter 2009, figure 4.1); to the nose measured at standing persons of COCO. */
  readonly share: number;
}

const pair = (from: readonly [number, number], to: readonly [number, number], share: number): Limb[] => [{ from: [from[0]], to: [to[0]], share }, { from: [from[1]], to: [to[1]], share }];
/** Left and right side by side from the third on. */
const LIMBS: readonly Limb[] = [
  { from: [11, 12], to: [5, 6], share: 0.288 },
  { from: [5, 6], to: [0], share: 0.12 },
  ...pair([5, 6], [7, 8], 0.186), ...pair([7, 8], [9, 10], 0.146), ...pair([11, 12], [13, 14], 0.245), ...pair([13, 14], [15, 16], 0.246),
];
export const LIMB_COUNT = LIMBS.length;
const FIRST_PAIR = 2;
const IN_MIRROR = LIMBS.map((_, limb) => (limb < FIRST_PAIR ? limb : limb % 2 === 0 ? limb + 1 : limb - 1));
/** Where fewer limbs are sure nothing is said. */
const LEAST_LIMBS = 3;
/** From this score on a joint counts wholly. */
const SEEN_WHOLLY = 0.4;
/** A limb that is measured too long is of a joint in a wrong place. */
const LONGEST = 1.6;

/** @param height of the body, pixels @returns undefined where too little of it is sure */
export function limbVectors(keypoints: readonly Keypoint[], height: number): LimbVectors | undefined {
  const limbs = LIMBS.map(({ from, to, share }) => {
    const [start, end] = [middle(keypoints, from), middle(keypoints, to)];
    const [x, y] = [(end.x - start.x) / (share * height), (end.y - start.y) / (share * height)];
    const score = Math.min(start.score, end.score);
    return score >= SURE_JOINT && Math.hypot(x, y) <= LONGEST ? { x, y, weight: Math.min(1, score / SEEN_WHOLLY) } : { x: 0, y: 0, weight: 0 };
  });
  if (limbs.filter(({ weight }) => weight > 0).length < LEAST_LIMBS) return undefined;
  return { values: limbs.flatMap(({ x, y }) => [x, y]), weights: limbs.map(({ weight }) => weight) };
}

/** The same in a mirror: left limbs are right ones there. */
export const mirrored = ({ values, weights }: LimbVectors): LimbVectors =>
  ({ values: IN_MIRROR.flatMap((limb) => [-(values[2 * limb] ?? 0), values[2 * limb + 1] ?? 0]), weights: mirroredLimbs(weights) });

/** What is said of each limb, of its counterpart. @param limbs [limbs] */
export const mirroredLimbs = (limbs: readonly number[]): number[] => IN_MIRROR.map((limb) => limbs[limb] ?? 0);

/** A body's limbs, and those that are not seen as they were before, half as surely. */
export function withHeld(before: LimbVectors, now: LimbVectors): LimbVectors {
  const isHeld = now.weights.map((weight, limb) => weight === 0 && (before.weights[limb] ?? 0) > 0);
  return {
    values: now.values.map((value, at) => (isHeld[Math.floor(at / 2)] === true ? before.values[at] ?? 0 : value)),
    weights: now.weights.map((weight, limb) => (isHeld[limb] === true ? (before.weights[limb] ?? 0) / 2 : weight)),
  };
}

/** How bodies are compared. */
export interface LimbMeasure {
  /** [limbs] how much each counts, 1 in sum. */
  readonly importance: readonly number[];
  /** [limbs] the squared distance that is taken for a limb that is not seen. */
  readonly unknown: readonly number[];
}

/** Mean squared distance of two bodies' limbs; of a limb in the picture's plane that is turned round it is 4. */
export function limbDistance(a: LimbVectors, b: LimbVectors, { importance, unknown }: LimbMeasure): number {
  return importance.reduce((sum, counts, limb) => {
    const seen = Math.min(a.weights[limb] ?? 0, b.weights[limb] ?? 0);
    const apart = [2 * limb, 2 * limb + 1].reduce((squares, at) => squares + ((a.values[at] ?? 0) - (b.values[at] ?? 0)) ** 2, 0);
    return sum + counts * (seen * apart + (1 - seen) * (unknown[limb] ?? 0));
  }, 0);
}

/** How far a body is on the straight way from one pose to another: 0 at the first, 1 at the second, and 0 where nothing that moves is sure. */
export function limbProgress(body: LimbVectors, from: LimbVectors, to: LimbVectors, { importance }: Pick<LimbMeasure, 'importance'>): number {
  let [along, whole] = [0, 0];
  for (let limb = 0; limb < LIMB_COUNT; limb++) {
    const weight = (importance[limb] ?? 0) * Math.min(body.weights[limb] ?? 0, from.weights[limb] ?? 0, to.weights[limb] ?? 0);
    for (const at of [2 * limb, 2 * limb + 1]) {
      const way = (to.values[at] ?? 0) - (from.values[at] ?? 0);
      along += weight * way * ((body.values[at] ?? 0) - (from.values[at] ?? 0));
      whole += weight * way * way;
    }
  }
  return whole > 0 ? along / whole : 0;
}

function middle(keypoints: readonly Keypoint[], of: Middle): Keypoint {
  const points = of.map((index) => keypoints[index] ?? { x: 0, y: 0, score: 0 });
  const mean = (value: (point: Keypoint) => number) => points.reduce((sum, point) => sum + value(point), 0) / points.length;
  return { x: mean(({ x }) => x), y: mean(({ y }) => y), score: Math.min(...points.map(({ score }) => score)) };
}
