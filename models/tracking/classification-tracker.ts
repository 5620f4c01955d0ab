import type { ClassificationPrediction, ClassScore } from '../prediction/prediction';

/** A class of what the picture shows, followed from answer to answer; its score is smoothed in time. */
export interface FollowedClass extends ClassScore {
  /** 1, and less the longer it is no longer certain enough. */
  readonly opacity: number;
  /** Whether it has led long enough that it can be told. */
  readonly settled: boolean;
}

/** An answer on its way to the screen; times on one clock in milliseconds. */
export interface ClassificationAnswer {
  readonly prediction: ClassificationPrediction;
  readonly takenAtMs: number;
  /** The probability from which on a class is shown. */
  readonly threshold: number;
}

/** Time constant of the smoothing, by the frames' own times: after it 63 % of a change has come through, whatever the rate. */
const TIME_CONSTANT_MS = 350;
/** Another class takes a place above once it is so much more probable: an eighth more, and a hundredth. */
const CLEARLY_MORE = { share: 1 / 8, probability: 0.01 };
/** A class that is shown stays down to this share of the threshold. */
const SHOWN_SHARE = 0.7;
/** What is no longer shown fades so fast. */
const FADE_MS = 400;
const SETTLED_AFTER_MS = 1000;
const MOST_SHOWN = 5;
/** Below it a class is forgotten. */
const NEGLIGIBLE = 0.002;

interface Followed {
  readonly said: ClassScore;
  score: number;
  shown: boolean;
  /** When it was no longer certain enough. */
  goneAtMs: number;
}

/**
 * Probabilities of classes as a person can read them: exponentially smoothed in time, in an order that changes only where
 * one is clearly more probable than the one above it, and with two thresholds, so that rows neither flicker nor jump about.
 */
export class ClassificationTracker {
  /** In the order in which they are shown, the shown and the others. */
  private classes: Followed[] = [];
  private lastAtMs: number | undefined;
  private leader: { readonly categoryId: number; readonly sinceMs: number } | undefined;

  /** Takes in an answer; answers come in the order of their frames. */
  update({ prediction, takenAtMs, threshold }: ClassificationAnswer): void {
    // The first answer is all that is known.
    const weight = this.lastAtMs === undefined ? 1 : 1 - Math.exp(-Math.max(0, takenAtMs - this.lastAtMs) / TIME_CONSTANT_MS);
    this.lastAtMs = takenAtMs;
    const said = new Map(prediction.classes.map((one) => [one.categoryId, one]));
    const known = new Set(this.classes.map(({ said: { categoryId } }) => categoryId));
    this.classes.push(...prediction.classes.filter(({ categoryId }) => !known.has(categoryId)).map((one) => ({ said: one, score: 0, shown: false, goneAtMs: -Infinity })));
    for (const one of this.classes) one.score += weight * ((said.get(one.said.categoryId)?.score ?? 0) - one.score);
    this.classes = inOrder(this.classes.filter(({ score, shown }) => shown || score > NEGLIGIBLE));
    this.show(threshold, takenAtMs, SHOWN_SHARE);
  }

  /** What is shown at a time, usually now, the most probable first. */
  at(timeMs: number): FollowedClass[] {
    return this.classes
      .filter(({ shown, goneAtMs }) => shown || timeMs - goneAtMs < FADE_MS)
      .slice(0, MOST_SHOWN)
      .map(({ said, score, shown, goneAtMs }) => ({
        ...said, score,
        opacity: shown ? 1 : Math.min(1, 1 - (timeMs - goneAtMs) / FADE_MS),
        settled: said.categoryId === this.leader?.categoryId && timeMs - this.leader.sinceMs >= SETTLED_AFTER_MS,
      }));
  }

  /** Shows at once what is so probable now, and nothing else. */
  sift(threshold: number): void {
    this.show(threshold, -Infinity, 1);
  }

  /** Forgets everything: another picture comes. */
  reset(): void {
    this.classes = [];
    this.lastAtMs = undefined;
    this.leader = undefined;
  }

  /** @param share of the threshold that keeps what is shown */
  private show(threshold: number, atMs: number, share: number): void {
    this.classes.forEach((one, place) => {
      const shown = place < MOST_SHOWN && one.score >= (one.shown ? share * threshold : threshold);
      if (one.shown && !shown) one.goneAtMs = atMs;
      one.shown = shown;
    });
    const [first] = this.classes.filter(({ shown }) => shown);
    if (first === undefined) this.leader = undefined;
    else if (first.said.categoryId !== this.leader?.categoryId) this.leader = { categoryId: first.said.categoryId, sinceMs: this.lastAtMs ?? atMs };
  }
}

/** Each rises above those before it that are clearly less probable. */
function inOrder(classes: readonly Followed[]): Followed[] {
  const ordered: Followed[] = [];
  for (const one of classes) {
    let place = ordered.length;
    while (place > 0 && isClearlyMore(one.score, ordered[place - 1]?.score ?? Infinity)) place--;
    ordered.splice(place, 0, one);
  }
  return ordered;
}

const isClearlyMore = (score: number, other: number): boolean => score > other * (1 + CLEARLY_MORE.share) + CLEARLY_MORE.probability;
