import { percentile } from '../../percentile';
import type { Keypoint } from '../../tasks/pose';
import { BodySize } from '../body-size';
import { limbDistance, limbProgress, limbVectors, mirrored, mirroredLimbs, withHeld, type LimbVectors } from './limb-vectors';
import { SAMPLES_PER_SECOND, type Movement } from './movement';
import type { Repetition, RepetitionCounter } from './repetition';
import { SubsequenceAligner, type Alignment } from './subsequence-aligner';

/** A part of the stream is the movement if it costs no more than this share of what a body that stands still costs. */
const MOST_COST = 0.5;
/** And takes between a third and three times as long. */
const TEMPO = 3;
const PATIENCE_MS = 400;
const MEDIAN_OF = 3;
/** And goes at least this far. */
const LEAST_DEPTH = 0.6;
/** How long a repetition may have been ago whose depth is asked for. */
const REMEMBERED_MS = 20_000;

/** A limb that one look does not see is where it was in the look before, if that was so short ago. */
const HELD_MS = 250;

/** A side of the movement: as it was shown, or in a mirror. */
interface Side {
  readonly aligner: SubsequenceAligner<LimbVectors>;
  /** How far a body is from the movement's beginning towards the pose that is farthest from it: 1 there. */
  readonly depthOf: (body: LimbVectors) => number;
}

/** Counts how often a body does what was shown once, from whichever side, at whatever tempo. */
export class MovementCounter implements RepetitionCounter {
  readonly countsFrom = LEAST_DEPTH;
  private readonly size = new BodySize();
  private readonly sides: readonly Side[];
  private readonly shortestMs: number;
  private readonly longestMs: number;
  /** The newest, as they came, and the median of three each: a joint in a wrong place is no depth. */
  private raw: readonly (readonly number[])[] = [];
  private depths: readonly { readonly atMs: number; readonly sides: readonly number[] }[] = [];
  private newest: { readonly vectors: LimbVectors; readonly atMs: number } | undefined;
  private countedUntilMs = -Infinity;

  constructor(private readonly movement: Movement) {
    const lengthMs = (1000 * (movement.samples.length - 1)) / SAMPLES_PER_SECOND;
    [this.shortestMs, this.longestMs] = [lengthMs / TEMPO, lengthMs * TEMPO];
    this.sides = [movement, mirroredMovement(movement)].map(sideOf);
  }

  get depth(): number | undefined {
    const newest = this.depths.at(-1);
    return newest === undefined ? undefined : Math.max(...newest.sides);
  }

  see(keypoints: readonly Keypoint[], atMs: number): Repetition | undefined {
    const { newest } = this;
    // As often as the movement was sampled, so that costs can be compared; a little early is on time.
    if (newest !== undefined && atMs - newest.atMs < 900 / SAMPLES_PER_SECOND) return undefined;
    const height = this.size.see(keypoints, atMs);
    const seen = height === undefined ? undefined : limbVectors(keypoints, height);
    if (seen === undefined) return undefined;
    this.newest = { vectors: seen, atMs };
    const vectors = newest !== undefined && atMs - newest.atMs <= HELD_MS ? withHeld(newest.vectors, seen) : seen;
    this.raw = [...this.raw, this.sides.map(({ depthOf }) => depthOf(vectors))].slice(-MEDIAN_OF);
    const sides = this.sides.map((_, side) => percentile(this.raw.map((depths) => depths[side] ?? 0), 0.5));
    this.depths = [...this.depths.filter((one) => atMs - one.atMs <= REMEMBERED_MS), { atMs, sides }];
    const found = this.sides.flatMap(({ aligner }, side) => {
      const alignment = aligner.push(vectors, atMs);
      return alignment === undefined ? [] : [{ alignment, depth: this.deepest(side, alignment) }];
    });
    const repetition = found.filter(({ alignment, depth }) => this.counts(alignment, depth)).toSorted((a, b) => a.alignment.cost - b.alignment.cost)[0];
    if (repetition === undefined) return undefined;
    const { alignment: { startMs, endMs, cost }, depth } = repetition;
    this.countedUntilMs = endMs;
    return { startMs, endMs, depth, likeness: 1 - cost / this.movement.stillCost };
  }

  /** What is symmetrical is found as it is and in the mirror, a little earlier or later. */
  private counts({ startMs, endMs }: Alignment, depth: number): boolean {
    const lengthMs = endMs - startMs;
    return depth >= LEAST_DEPTH && lengthMs >= this.shortestMs && lengthMs <= this.longestMs && (startMs + endMs) / 2 > this.countedUntilMs;
  }

  private deepest(side: number, { startMs, endMs }: Alignment): number {
    return Math.max(0, ...this.depths.filter(({ atMs }) => atMs >= startMs && atMs <= endMs).map(({ sides }) => sides[side] ?? 0));
  }
}

const mirroredMovement = ({ samples, measure: { importance, unknown }, stillCost }: Movement): Movement =>
  ({ samples: samples.map(mirrored), measure: { importance: mirroredLimbs(importance), unknown: mirroredLimbs(unknown) }, stillCost });

function sideOf({ samples, measure, stillCost }: Movement): Side {
  const [rest = { values: [], weights: [] }] = samples;
  const distance = (a: LimbVectors, b: LimbVectors) => limbDistance(a, b, measure);
  const peak = samples.reduce((farthest, sample) => (distance(sample, rest) > distance(farthest, rest) ? sample : farthest), rest);
  return {
    aligner: new SubsequenceAligner({ pattern: samples, distance, mostCost: MOST_COST * stillCost, patienceMs: PATIENCE_MS }),
    depthOf: (body) => limbProgress(body, rest, peak, measure),
  };
}
