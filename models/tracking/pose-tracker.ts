import { iou } from '../geometry/box';
import { poseSimilarity } from '../pose/pose-similarity';
import type { Person, PosePrediction } from '../tasks/pose';
import type { Tracked, TrackedAnswer } from './detection-tracker';
import { PoseTrack } from './pose-track';

/** Least similarity to where a person is expected; and least overlap, where too few joints can be compared or all have moved. */
const LEAST_SIMILARITY = 0.15;
const LEAST_IOU = 0.3;
/** Somebody who is known already is believed down to this share of the threshold. */
const KNOWN_SHARE = 0.6;
/** Unseen for so long, and by so many answers, a person is gone. */
const FORGET_AFTER_MS = 400;
const FORGET_AFTER_ANSWERS = 2;
const FAINTEST = 0.3;
/** Where answers come no more often, nobody can wait for a second one. */
const SLOW_ANSWERS_MS = 600;

/** An answer on its way to the screen. */
export interface PosesAnswer extends Omit<TrackedAnswer, 'prediction'> {
  readonly prediction: PosePrediction;
}

/**
 * Follows persons by the similarity of their poses, so that everybody keeps an id and colours, joints move at the display's rate
 * between answers, and nothing flickers for one weak answer.
 */
export class PoseTracker {
  private tracks: readonly PoseTrack[] = [];
  private nextId = 1;
  private threshold = 0;
  private newest: Pick<PosesAnswer, 'prediction' | 'takenAtMs'> | undefined;

  /** Takes in an answer; answers come in the order of their frames. */
  update({ prediction, takenAtMs, arrivedAtMs, threshold }: PosesAnswer): void {
    const isSlow = this.newest !== undefined && takenAtMs - this.newest.takenAtMs > SLOW_ANSWERS_MS;
    this.newest = { prediction, takenAtMs };
    this.threshold = threshold;
    const persons = prediction.persons.filter(({ score }) => score >= KNOWN_SHARE * threshold);
    const matched = match(persons, this.tracks, takenAtMs);
    for (const track of this.tracks) {
      const person = matched.get(track);
      if (person === undefined) track.miss(takenAtMs);
      else track.see(person, person.score >= threshold, prediction, takenAtMs, arrivedAtMs);
    }
    const known = new Set(matched.values());
    const begun = persons.filter((person) => person.score >= threshold && !known.has(person)).map((person) => new PoseTrack(person, prediction, takenAtMs));
    this.tracks = [...this.tracks, ...begun].filter((track) => (track.id === undefined ? track.isPromising : isKept(track, takenAtMs)));
    this.show(({ isSure }) => isSlow || isSure);
  }

  /** Who is there at a time, usually now, the most certain first. In pixels of the last answer's picture. */
  at(timeMs: number): Tracked<Person>[] {
    return this.tracks
      .flatMap((track) => (track.id === undefined ? [] : [{
        ...track.at(timeMs),
        id: track.id,
        // Who was certain twice is not called less certain for a weak look.
        score: Math.max(track.score, this.threshold),
        opacity: track.missed === 0 ? 1 : Math.min(1, Math.max(FAINTEST, 1 - (timeMs - track.missedSinceMs) / FORGET_AFTER_MS)),
      }]))
      .sort((a, b) => b.score - a.score);
  }

  /** Shows at once who the newest answer is certain of, and no longer who is less certain. */
  sift(threshold: number): void {
    this.threshold = threshold;
    const kept = this.tracks.filter(({ score }) => score >= threshold);
    this.tracks = kept;
    if (this.newest === undefined) return;
    const { prediction, takenAtMs } = this.newest;
    const persons = prediction.persons.filter(({ score }) => score >= threshold);
    const known = new Set(match(persons, kept, takenAtMs).values());
    this.tracks = [...kept, ...persons.filter((person) => !known.has(person)).map((person) => new PoseTrack(person, prediction, takenAtMs))];
    this.show(() => true);
  }

  /** Forgets everybody: another picture comes. */
  reset(): void {
    this.tracks = [];
    this.newest = undefined;
  }

  private show(isShown: (track: PoseTrack) => boolean): void {
    for (const track of this.tracks) if (isShown(track)) track.id ??= this.nextId++;
  }
}

const isKept = ({ missed, missedSinceMs }: PoseTrack, takenAtMs: number): boolean => missed < FORGET_AFTER_ANSWERS || takenAtMs - missedSinceMs < FORGET_AFTER_MS;

/** Pairs tracks with persons, each once: who is shown goes before who is not, similar poses before boxes that overlap. */
function match(persons: readonly Person[], tracks: readonly PoseTrack[], takenAtMs: number): ReadonlyMap<PoseTrack, Person> {
  const pairs = tracks.flatMap((track) => {
    const expected = track.expectedAt(takenAtMs);
    return persons.flatMap((person) => {
      const [similarity, overlap] = [poseSimilarity(expected, person), iou(expected.box, person.box)];
      const isSimilar = similarity >= LEAST_SIMILARITY;
      return isSimilar || overlap >= LEAST_IOU ? [{ track, person, rank: (isSimilar ? 1 + similarity : overlap) + 2 * Number(track.id !== undefined) }] : [];
    });
  });
  const matched = new Map<PoseTrack, Person>();
  const taken = new Set<Person>();
  for (const { track, person } of pairs.sort((a, b) => b.rank - a.rank)) {
    if (matched.has(track) || taken.has(person)) continue;
    matched.set(track, person);
    taken.add(person);
  }
  return matched;
}
