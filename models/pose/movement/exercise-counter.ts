import { percentile } from '../../percentile';
import type { Keypoint } from '../../tasks/pose';
import { BodySize } from '../body-size';
import type { Exercise } from './exercises';
import type { Repetition, RepetitionCounter } from './repetition';

/** The median of so many depths is believed: a single wrong pose counts for nothing. */
const MEDIAN_OF = 3;
/** Nobody squats faster; what is quicker is a network that errs. */
const SHORTEST_MS = 350;
/** After so long without a body nobody knows where in the movement it is. */
const LOST_MS = 2000;

/** At rest somebody is now and then within so long: the least of the depths of that time, but for a few, is that of rest. */
const CALIBRATED_OVER_MS = 10_000;
const LEAST_BUT_FEW = 0.1;

/** Counts an exercise that is known beforehand, each time a body has gone from rest far enough into it and back to rest. */
export class ExerciseCounter implements RepetitionCounter {
  private readonly size = new BodySize();
  private raw: readonly { readonly depth: number; readonly atMs: number }[] = [];
  private newest: readonly number[] = [];
  private seenAtMs = -Infinity;
  /** Of the repetition that may be under way; undefined before the body was at rest. */
  private begun: { readonly startMs: number; readonly deepest: number } | undefined;

  constructor(private readonly exercise: Exercise) {}

  get depth(): number | undefined {
    return this.newest.toSorted((a, b) => a - b)[Math.floor(this.newest.length / 2)];
  }

  get countsFrom(): number {
    return this.exercise.countsFrom;
  }

  see(keypoints: readonly Keypoint[], atMs: number): Repetition | undefined {
    const height = this.size.see(keypoints, atMs);
    const raw = height === undefined ? undefined : this.exercise.depth(keypoints, height);
    if (atMs - this.seenAtMs > LOST_MS) {
      this.newest = [];
      this.begun = undefined;
    }
    if (raw === undefined) return undefined;
    this.seenAtMs = atMs;
    this.newest = [...this.newest, this.calibrated(raw, atMs)].slice(-MEDIAN_OF);
    const { depth = 0, begun } = this;
    if (depth > this.exercise.restsTo) {
      if (begun !== undefined) this.begun = { ...begun, deepest: Math.max(begun.deepest, depth) };
      return undefined;
    }
    this.begun = { startMs: atMs, deepest: 0 };
    return begun !== undefined && begun.deepest >= this.countsFrom && atMs - begun.startMs >= SHORTEST_MS ? { startMs: begun.startMs, endMs: atMs, depth: begun.deepest } : undefined;
  }

  /** So that this body at rest has 0. */
  private calibrated(depth: number, atMs: number): number {
    this.raw = [...this.raw.filter((one) => atMs - one.atMs <= CALIBRATED_OVER_MS), { depth, atMs }];
    const rest = Math.min(this.exercise.mostAtRest, percentile(this.raw.map((one) => one.depth), LEAST_BUT_FEW));
    return Math.max(0, (depth - rest) / (1 - rest));
  }
}
