import type { Size } from '../../models/geometry/box';
import { DetectionTracker, type TrackedDetection } from '../../models/tracking/detection-tracker';
import { epochMs, type FrameResult } from './messages';

/** Which answers a person wants to see. */
export interface ResultFilter {
  /** The least score, 0 to 1. */
  readonly threshold: number;
  /** Categories that are not shown. */
  readonly hidden: readonly number[];
}

/** What a person picked of what is seen, until there is another picture. */
export interface Picked {
  /** The category that alone is shown. */
  readonly only: number | undefined;
  /** The thing that is asked about, and the one that stands out, by their ids. */
  readonly thing: number | undefined;
  readonly marked: number | undefined;
  /** Ids of things that are not shown. */
  readonly hidden: readonly number[];
}

export const NOTHING_PICKED: Picked = { only: undefined, thing: undefined, marked: undefined, hidden: [] };

/** What is seen, followed from answer to answer, at any time that a screen draws. */
export class TrackedResults {
  private readonly tracker = new DetectionTracker();
  private readonly watchers = new Set<() => void>();
  private filter: ResultFilter = { threshold: 0.5, hidden: [] };
  private choice = NOTHING_PICKED;
  private newest: FrameResult | undefined;
  private still = false;

  /** The answer that came last; its boxes are where things were in its own frame. */
  get sight(): FrameResult | undefined {
    return this.newest;
  }

  /** Pixels of the picture that the boxes are in; undefined before the first answer. */
  get picture(): Size | undefined {
    return this.newest?.prediction;
  }

  /** The same object until something else is picked. */
  readonly picked = (): Picked => this.choice;

  add(sight: FrameResult, arrivedAtMs = epochMs()): void {
    if (this.still) this.tracker.reset();
    this.newest = sight;
    this.follow(sight, arrivedAtMs);
    this.tell();
  }

  /** Answers of a picture that stands still are shown as they are: nothing moves from one to the next. */
  standStill(still: boolean): void {
    this.still = still;
  }

  /** What was seen before is sifted anew at once. */
  want(filter: ResultFilter): void {
    const { threshold } = this.filter;
    this.filter = filter;
    if (filter.threshold !== threshold) this.tracker.sift(filter.threshold);
    this.tell();
  }

  pick(change: Partial<Picked>): void {
    this.choice = { ...this.choice, ...change };
    this.tell();
  }

  /** What to show at a time, in milliseconds since 1970, the most certain first. */
  at(timeMs: number): TrackedDetection[] {
    const { only, hidden } = this.choice;
    return this.wantedAt(timeMs).filter(({ id, categoryId }) => !hidden.includes(id) && (only === undefined || categoryId === only));
  }

  /** The same, whatever a person picked of it. */
  wantedAt(timeMs: number): TrackedDetection[] {
    return this.tracker.at(timeMs).filter(({ categoryId }) => !this.filter.hidden.includes(categoryId));
  }

  forget(): void {
    this.newest = undefined;
    this.choice = NOTHING_PICKED;
    this.tracker.reset();
    this.tell();
  }

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  private follow({ prediction, takenAt }: FrameResult, arrivedAtMs: number): void {
    if (prediction.task !== 'detection') return;
    const { threshold } = this.filter;
    this.tracker.update({ prediction, takenAtMs: takenAt, arrivedAtMs, threshold });
    if (this.still) this.tracker.sift(threshold);
  }

  private tell(): void {
    for (const watcher of this.watchers) watcher();
  }
}
