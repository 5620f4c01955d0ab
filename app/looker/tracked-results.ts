import type { Size } from '../../models/geometry/box';
import type { Prediction } from '../../models/prediction/prediction';
import { NOTHING_PICKED, type PageTask, type Picked, type ResultFilter, type Results } from '../tasks/task';
import { epochMs, type FrameResult } from './messages';

/** What is seen, followed from answer to answer, at any time that a screen draws. */
export class TrackedResults<S = unknown> implements Results<S> {
  private tracker;
  private readonly watchers = new Set<() => void>();
  private filter: ResultFilter = { threshold: 0.5, hidden: [] };
  private choice = NOTHING_PICKED;
  private newest: FrameResult | undefined;
  private still = false;

  constructor(private shown: PageTask<Prediction, S>) {
    this.tracker = shown.createTracker();
  }

  /** What the answers are of; those of another task are not taken in. */
  get task(): PageTask<Prediction, S> {
    return this.shown;
  }

  /** The answer that came last; its boxes are where things were in its own frame. */
  get sight(): FrameResult | undefined {
    return this.newest;
  }

  /** Pixels of the picture that the boxes are in; undefined before the first answer. */
  get picture(): Size | undefined {
    return this.newest?.prediction;
  }

  readonly picked = (): Picked => this.choice;

  add(sight: FrameResult, arrivedAtMs = epochMs()): void {
    const { prediction, takenAt } = sight;
    if (prediction.task !== this.shown.name) return;
    if (this.still) this.tracker.reset();
    this.newest = sight;
    const { threshold } = this.filter;
    this.tracker.update({ prediction, takenAtMs: takenAt, arrivedAtMs, threshold });
    if (this.still) this.tracker.sift(threshold);
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

  at(timeMs: number): S {
    return this.shown.select(this.tracker.at(timeMs), this.filter.hidden, this.choice);
  }

  wantedAt(timeMs: number): S {
    return this.shown.select(this.tracker.at(timeMs), this.filter.hidden, NOTHING_PICKED);
  }

  /** From now on the answers are of another task. */
  follow(task: PageTask<Prediction, S>): void {
    this.shown = task;
    this.tracker = task.createTracker();
    this.forget();
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

  private tell(): void {
    for (const watcher of this.watchers) watcher();
  }
}
