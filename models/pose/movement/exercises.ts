import type { Keypoint } from '../../tasks/pose';
import { SURE_JOINT } from '../pose-similarity';

/**
 * An exercise that is known beforehand. How far a body is in it is told from heights alone, in shares of the body's own bones:
 * whichever way somebody stands to the camera, up and down look the same.
 */
export interface Exercise {
  /** 0 at rest, 1 all the way; undefined where the joints that it needs are not sure. @param height of the body, pixels */
  depth(keypoints: readonly Keypoint[], height: number): number | undefined;
  /** A body at rest may seem to be so far in it, for a camera that looks down shortens what is upright. */
  readonly mostAtRest: number;
  /** Up to this depth a body is at rest, and from that one on it has done it. */
  readonly restsTo: number;
  readonly countsFrom: number;
}

/** Shares of the body's height (Winter 2009, figure 4.1). */
const BONE = { thigh: 0.245, upperArm: 0.186, forearm: 0.146, trunk: 0.288 };
const SIDES = [{ shoulder: 5, elbow: 7, wrist: 9, hip: 11, knee: 13 }, { shoulder: 6, elbow: 8, wrist: 10, hip: 12, knee: 14 }] as const;
/** Whose trunk rises higher than this share of its length stands, sits or kneels. */
const UPRIGHT = 0.7;

export const EXERCISES = {
  /** Down to where the hips are as low as the knees. */
  squats: {
    depth: (keypoints, height) => mean(SIDES.map(({ hip, knee }) => leftOver(drop(keypoints, hip, knee), BONE.thigh * height))),
    mostAtRest: 0.5,
    restsTo: 0.25,
    countsFrom: 0.5,
  },
  /** Down to where the upper arms are level above forearms that stand. */
  pushUps: {
    depth(keypoints, height) {
      const rise = mean(SIDES.map(({ shoulder, hip }) => drop(keypoints, shoulder, hip)));
      if (rise !== undefined && rise > UPRIGHT * BONE.trunk * height) return undefined;
      const arm = BONE.upperArm + BONE.forearm;
      const bent = mean(SIDES.map(({ shoulder, wrist }) => leftOver(drop(keypoints, shoulder, wrist), arm * height)));
      return bent === undefined ? undefined : bent * (arm / BONE.upperArm);
    },
    mostAtRest: 0.2,
    restsTo: 0.3,
    countsFrom: 0.6,
  },
  /** Up to where an arm points straight up; level arms are half of it. */
  armRaises: {
    depth: (keypoints, height) => greatest(SIDES.map(({ shoulder, elbow, wrist }) => {
      const hand = leftOver(drop(keypoints, shoulder, wrist), (BONE.upperArm + BONE.forearm) * height);
      const raised = hand ?? leftOver(drop(keypoints, shoulder, elbow), BONE.upperArm * height);
      return raised === undefined ? undefined : raised / 2;
    })),
    mostAtRest: 0.1,
    restsTo: 0.25,
    countsFrom: 0.4,
  },
} satisfies Readonly<Record<string, Exercise>>;

export type ExerciseName = keyof typeof EXERCISES;

/** How much lower one joint is than another, in pixels; undefined where they are not sure. */
function drop(keypoints: readonly Keypoint[], upper: number, lower: number): number | undefined {
  const [from, to] = [keypoints[upper], keypoints[lower]];
  return from === undefined || to === undefined || from.score < SURE_JOINT || to.score < SURE_JOINT ? undefined : to.y - from.y;
}

/** What a bone that hangs straight down is short of hanging straight down: 0; 1 where it is level, 2 where it points up. */
const leftOver = (dropped: number | undefined, length: number): number | undefined => (dropped === undefined ? undefined : Math.min(2, Math.max(0, 1 - dropped / length)));

const known = (values: readonly (number | undefined)[]): number[] => values.filter((value) => value !== undefined);

function mean(values: readonly (number | undefined)[]): number | undefined {
  const numbers = known(values);
  return numbers.length === 0 ? undefined : numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}

function greatest(values: readonly (number | undefined)[]): number | undefined {
  const numbers = known(values);
  return numbers.length === 0 ? undefined : Math.max(...numbers);
}
