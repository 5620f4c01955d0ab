import type { Person } from '../../../models/prediction/prediction';
import { tallyOf, type Repetition, type RepetitionCounter, type Tally } from '../../../models/pose/movement/repetition';
import type { Tracked } from '../../../models/tracking/detection-tracker';
import { epochMs } from '../../looker/messages';
import { ValueStore } from '../../ui/value-store';
import type { Results } from '../task';
import { FollowedBody } from './followed-body';

export type Poses = Pick<Results<readonly Tracked<Person>[]>, 'at' | 'subscribe'>;

export interface CountingState {
  readonly tally: Tally;
  /** How far the body is in the movement now; undefined while that cannot be told. */
  readonly depth: number | undefined;
}

const NOTHING: CountingState = { tally: tallyOf([]), depth: undefined };

/** Counts what somebody before the camera does, for as long as it is watched. */
export class RepetitionSession {
  readonly state = new ValueStore(NOTHING);
  private readonly body = new FollowedBody();
  private repetitions: readonly Repetition[] = [];
  private lastMs = -Infinity;

  constructor(private readonly poses: Poses, private readonly counter: RepetitionCounter, private readonly now: () => number = epochMs) {}

  get countsFrom(): number {
    return this.counter.countsFrom;
  }

  /** Begins to count. @returns ends it */
  watch(): () => void {
    return this.poses.subscribe(() => this.look());
  }

  /** Counts from nothing again. */
  reset(): void {
    this.repetitions = [];
    this.state.change({ tally: tallyOf([]) });
  }

  private look(): void {
    const nowMs = this.now();
    if (nowMs <= this.lastMs) return;
    this.lastMs = nowMs;
    const person = this.body.among(this.poses.at(nowMs), nowMs);
    if (person === undefined) {
      this.state.change({ depth: undefined });
      return;
    }
    const repetition = this.counter.see(person.keypoints, nowMs);
    if (repetition !== undefined) this.repetitions = [...this.repetitions, repetition];
    this.state.set({ tally: repetition === undefined ? this.state.get().tally : tallyOf(this.repetitions), depth: this.counter.depth });
  }
}
