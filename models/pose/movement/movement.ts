import type { Keypoint } from '../../tasks/pose';
import { BodySize } from '../body-size';
import { LIMB_COUNT, limbDistance, limbVectors, type LimbMeasure, type LimbVectors } from './limb-vectors';

/** A pose, and when it was. */
export interface TimedPose {
  readonly keypoints: readonly Keypoint[];
  readonly atMs: number;
}

/** A movement that somebody has shown once, from where it begins to move to where it rests again. */
export interface Movement {
  /** So many a second. @see SAMPLES_PER_SECOND */
  readonly samples: readonly LimbVectors[];
  /** Limbs count by how much they move in it; one that is not seen costs what one costs that does not move. */
  readonly measure: LimbMeasure;
  /** What it costs to take a body that does not move for it: the sum of all samples' distances to the mean pose. */
  readonly stillCost: number;
}

/** Why what was shown cannot be counted. */
export type Unlearnable = 'nobody' | 'still';

export const SAMPLES_PER_SECOND = 12;
/** Less is a twitch, and nobody's limbs are sure in too few looks. */
const LEAST_SAMPLES = 5;
const LEAST_SEEN = 0.6;
/** Mean squared distance from the mean pose: what trembles stays well below it, an arm that is raised is at 0.3. */
const LEAST_MOTION = 0.03;
/** Every limb counts a little, for a body that does something else altogether. */
const LEAST_IMPORTANCE = 0.15;
/** So near to the first or the last pose, of the farthest from it, the movement has not begun or is over. */
const REST = 0.06;

/**
 * Learns a movement from one example. Limbs count by how much they move in it, so that still legs do not hide what an arm does.
 * @param poses in the order of their times @returns why not, where that is so
 */
export function learnMovement(poses: readonly TimedPose[]): Movement | Unlearnable {
  const size = new BodySize();
  // The size of all of it: the first poses have seen little of the body.
  const height = poses.reduce<number | undefined>((known, { keypoints, atMs }) => size.see(keypoints, atMs) ?? known, undefined);
  const seen = height === undefined ? [] : poses.flatMap(({ keypoints, atMs }) => {
    const vectors = limbVectors(keypoints, height);
    return vectors === undefined ? [] : [{ vectors, atMs }];
  });
  if (seen.length < LEAST_SEEN * poses.length || seen.length < 2) return 'nobody';
  const samples = resampled(seen);
  const moving = trimmed(samples, measureOf(samples));
  const measure = measureOf(moving);
  const stillCost = moving.length * measure.importance.reduce((sum, counts, limb) => sum + counts * (measure.unknown[limb] ?? 0), 0);
  return moving.length < LEAST_SAMPLES || stillCost < LEAST_MOTION * moving.length ? 'still' : { samples: moving, measure, stillCost };
}

interface Seen {
  readonly vectors: LimbVectors;
  readonly atMs: number;
}

/** At an even rate, limb by limb: the median of three looks, and between these as on a straight line. What is seen too seldom is left out. */
function resampled(seen: readonly Seen[]): LimbVectors[] {
  const [start, end] = [seen[0]?.atMs ?? 0, seen.at(-1)?.atMs ?? 0];
  const times = Array.from({ length: 1 + Math.floor(((end - start) * SAMPLES_PER_SECOND) / 1000) }, (_, index) => start + (1000 * index) / SAMPLES_PER_SECOND);
  const limbs = Array.from({ length: LIMB_COUNT }, (_, limb) => {
    const looks = seen.filter(({ vectors }) => (vectors.weights[limb] ?? 0) > 0);
    if (looks.length < LEAST_SEEN * seen.length) return undefined;
    const along = (axis: number) => {
      const values = looks.map(({ vectors }) => vectors.values[2 * limb + axis] ?? 0);
      const calm = values.map((value, index) => [values[index - 1] ?? value, value, values[index + 1] ?? value].sort((a, b) => a - b)[1] ?? value);
      return times.map((time) => interpolated(looks.map(({ atMs }) => atMs), calm, time));
    };
    return { x: along(0), y: along(1) };
  });
  return times.map((_, index) => ({ values: limbs.flatMap((limb) => [limb?.x[index] ?? 0, limb?.y[index] ?? 0]), weights: limbs.map((limb) => Number(limb !== undefined)) }));
}

/** @param times ascending */
function interpolated(times: readonly number[], values: readonly number[], time: number): number {
  const after = times.findIndex((one) => one >= time);
  const [before, next] = [values[after - 1], values[after]];
  if (next === undefined) return values.at(-1) ?? 0;
  if (before === undefined) return next;
  const [from = 0, to = 0] = [times[after - 1], times[after]];
  return before + ((next - before) * (time - from)) / (to - from);
}

function measureOf(samples: readonly LimbVectors[]): LimbMeasure {
  const count = Math.max(1, samples.length);
  const moved = Array.from({ length: LIMB_COUNT }, (_, limb) => [2 * limb, 2 * limb + 1].reduce((sum, at) => {
    const mean = samples.reduce((total, { values }) => total + (values[at] ?? 0), 0) / count;
    return sum + samples.reduce((total, { values }) => total + ((values[at] ?? 0) - mean) ** 2, 0) / count;
  }, 0));
  const most = Math.max(...moved);
  const counts = moved.map((one, limb) => (most > 0 && (samples[0]?.weights[limb] ?? 0) > 0 ? Math.max(LEAST_IMPORTANCE, one / most) : 0));
  const sum = counts.reduce((total, one) => total + one, 0);
  return { importance: counts.map((one) => (sum > 0 ? one / sum : 0)), unknown: moved };
}

function trimmed(samples: readonly LimbVectors[], measure: LimbMeasure): readonly LimbVectors[] {
  const away = (from: LimbVectors | undefined) => {
    const distances = samples.map((sample) => (from === undefined ? 0 : limbDistance(sample, from, measure)));
    const far = REST * Math.max(...distances);
    return [distances.findIndex((distance) => distance > far), distances.findLastIndex((distance) => distance > far)];
  };
  const [start = 0] = away(samples[0]);
  const [, end = 0] = away(samples.at(-1));
  return samples.slice(Math.max(0, start - 1), end + 2);
}
