import { percentile } from '../percentile';
import type { Keypoint } from '../tasks/pose';
import { SURE_JOINT } from './pose-similarity';

/** Bones, by COCO's keypoints, and their lengths as shares of the body's height (Winter 2009, figure 4.1, after Drillis and Contini 1966). */
const BONES = [
  { joints: [5, 6], share: 0.259 },
  { joints: [5, 11], share: 0.288 }, { joints: [6, 12], share: 0.288 },
  { joints: [5, 7], share: 0.186 }, { joints: [6, 8], share: 0.186 },
  { joints: [7, 9], share: 0.146 }, { joints: [8, 10], share: 0.146 },
  { joints: [11, 13], share: 0.245 }, { joints: [12, 14], share: 0.245 },
  { joints: [13, 15], share: 0.246 }, { joints: [14, 16], share: 0.246 },
] as const;
/** A bone that points at the camera looks short, and one joint in a wrong place makes two bones long: the third longest is believed. */
const RANK = 3;
const REMEMBERED_MS = 3000;
/** Of what was measured lately; where a body turns, all of its bones may look short for a moment. */
const BELIEVED = 0.75;

/** How tall somebody would stand, in pixels, from the bones that are sure; undefined where too few are. */
export function bodyHeight(keypoints: readonly Keypoint[]): number | undefined {
  const heights = BONES.flatMap(({ joints: [a, b], share }) => {
    const [from, to] = [keypoints[a], keypoints[b]];
    return from === undefined || to === undefined || from.score < SURE_JOINT || to.score < SURE_JOINT ? [] : [Math.hypot(to.x - from.x, to.y - from.y) / share];
  });
  return heights.sort((a, b) => b - a)[RANK - 1];
}

/** The same over the last seconds, as calm as a body's size is. */
export class BodySize {
  private measured: readonly { readonly height: number; readonly atMs: number }[] = [];

  /** Takes in the next pose. @returns pixels; undefined before anything could be measured, and where nothing was for a while */
  see(keypoints: readonly Keypoint[], atMs: number): number | undefined {
    const height = bodyHeight(keypoints);
    const lately = this.measured.filter((one) => atMs - one.atMs <= REMEMBERED_MS);
    this.measured = height === undefined ? lately : [...lately, { height, atMs }];
    return this.measured.length === 0 ? undefined : percentile(this.measured.map((one) => one.height), BELIEVED);
  }
}
