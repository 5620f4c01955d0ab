import type { Keypoint } from '../../tasks/pose';

/** A movement that was done once, from where it began to where it began again. */
export interface Repetition {
  readonly startMs: number;
  readonly endMs: number;
  /** How far it went: 1 is all the way, for a movement that was shown as far as it was shown. */
  readonly depth: number;
  /** How like what was shown it was, 0 to 1; undefined where nothing was shown. */
  readonly likeness?: number;
}

/** What counts repetitions of one movement of one body. Pure: whoever sees poses tells them, with their times. */
export interface RepetitionCounter {
  /** How far the body is in the movement now, as a repetition's depth; undefined while that cannot be told. */
  readonly depth: number | undefined;
  /** From which depth on it counts. */
  readonly countsFrom: number;
  /** Takes in a pose; poses come in the order of their times. @returns a repetition that has ended with it */
  see(keypoints: readonly Keypoint[], atMs: number): Repetition | undefined;
}

export interface Tally {
  readonly count: number;
  readonly last: Repetition | undefined;
  /** Repetitions a minute, of the newest; undefined before the second, and after a rest. */
  readonly perMinute: number | undefined;
}

/** So many of the newest repetitions make the tempo. */
const TEMPO_OF = 5;
/** Who pauses for so long begins a new tempo. */
const REST_MS = 8000;

/** What repetitions come to. @param repetitions in their order */
export function tallyOf(repetitions: readonly Repetition[]): Tally {
  const ends = repetitions.map(({ endMs }) => endMs);
  const begun = ends.findLastIndex((end, index) => index === 0 || end - (ends[index - 1] ?? end) > REST_MS);
  const newest = ends.slice(Math.max(begun, ends.length - TEMPO_OF));
  const [first, last] = [newest[0], newest.at(-1)];
  const perMinute = first === undefined || last === undefined || last <= first ? undefined : (60_000 * (newest.length - 1)) / (last - first);
  return { count: repetitions.length, last: repetitions.at(-1), perMinute };
}
