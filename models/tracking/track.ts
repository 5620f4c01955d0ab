import type { Size } from '../geometry/box';
import type { Detection } from '../prediction/prediction';
import { BoxMotion } from './box-motion';
import { NameVote } from './name-vote';
import type { Sighting } from './one-name';

/** A thing is shown once so many of its newest looks were certain: what one frame alone shows is mostly not there. */
const LOOKS_NEEDED = 2;
const LOOKS_COUNTED = 3;
/** The weight of an answer's score against those before it. */
const FRESH = 0.4;

/** One thing in the answers so far. */
export class Track<D extends Detection = Detection> {
  /** Since it is shown. */
  id: number | undefined;
  readonly motion: BoxMotion;
  /** Answers since it was seen the last time, and the first of them. */
  missed = 0;
  missedSinceMs = 0;
  private readonly vote: NameVote;
  private score: number;
  /** Of the newest looks, whether they were certain. */
  private looks: readonly boolean[] = [true];

  constructor(private newest: Sighting<D>, picture: Size, takenAtMs: number) {
    const { best } = newest;
    this.score = best.score;
    this.motion = new BoxMotion(best.box, picture, takenAtMs);
    this.vote = new NameVote(best);
    this.vote.add(saidOf(newest));
  }

  /** As it was seen the last time, under the name that most was said for, with its smoothed score. */
  get detection(): D {
    return { ...this.newest.best, ...this.vote.name, score: this.score };
  }

  /** Whether it was seen with certainty often enough to be shown. */
  get isSure(): boolean {
    return certain(this.looks) >= LOOKS_NEEDED;
  }

  /** Whether the next answer could make it so. */
  get isPromising(): boolean {
    return certain(this.looks.slice(1 - LOOKS_COUNTED)) >= LOOKS_NEEDED - 1;
  }

  /** @param isCertain whether it is so certain that it counts for a thing that is not known yet */
  see(sighting: Sighting<D>, isCertain: boolean, picture: Size, takenAtMs: number, arrivedAtMs: number): void {
    this.newest = sighting;
    this.motion.see(sighting.best.box, picture, takenAtMs, arrivedAtMs);
    this.score += FRESH * (sighting.best.score - this.score);
    this.vote.add(saidOf(sighting));
    this.missed = 0;
    this.looked(isCertain);
  }

  miss(takenAtMs: number): void {
    if (this.missed++ === 0) this.missedSinceMs = takenAtMs;
    this.looked(false);
  }

  private looked(isCertain: boolean): void {
    this.looks = [...this.looks, isCertain].slice(-LOOKS_COUNTED);
  }
}

const certain = (looks: readonly boolean[]): number => looks.filter(Boolean).length;
const saidOf = ({ best, others }: Sighting): readonly Detection[] => [best, ...others];
