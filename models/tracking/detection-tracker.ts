import { iou, type Box, type Size } from '../geometry/box';
import type { Detection } from '../prediction/prediction';
import { sightings, type Sighting } from './one-name';
import { Track } from './track';

/** A thing followed from answer to answer, with whatever its newest look said of it beside its box. */
export type Tracked<D extends Detection> = D & {
  /** The same for as long as it is followed; never given twice. */
  readonly id: number;
  /** 1, and less the longer it was not seen again. */
  readonly opacity: number;
};
export type TrackedDetection = Tracked<Detection>;

/** What was found in a picture, whose size is in pixels. */
interface Found<D extends Detection> extends Size {
  readonly detections: readonly D[];
}

/** An answer on its way to the screen. */
export interface TrackedAnswer<D extends Detection = Detection> {
  readonly prediction: Found<D>;
  /** When its frame was taken, and when the answer came, both on one clock in milliseconds. */
  readonly takenAtMs: number;
  readonly arrivedAtMs: number;
  /** The score from which on a new thing is believed. */
  readonly threshold: number;
}

/** Least IoU with where a thing is expected: at few answers a second even a person walking moves far. */
const LEAST_IOU = 0.2;
/** A box that takes the place of another class's is the same thing under a new name; it must fit better. */
const LEAST_IOU_RENAMED = 0.5;
/** A thing that is known already is believed down to this share of the threshold (ByteTrack's second association). */
const KNOWN_SHARE = 0.6;
/** Unseen for so long, and by so many answers, a thing is gone. */
const FORGET_AFTER_MS = 400;
const FORGET_AFTER_ANSWERS = 2;
const FAINTEST = 0.3;
/** Where answers come no more often, nobody can wait for a second one: what one look is certain of is shown. */
const SLOW_ANSWERS_MS = 600;

interface Pair<D extends Detection> {
  readonly track: Track<D>;
  readonly sighting: Sighting<D>;
  /** What is shown goes before what is not, the same name before another, then the larger overlap. */
  readonly rank: number;
}

/**
 * Follows things by overlap, so that boxes keep their ids, move at the display's rate between answers, and neither
 * flicker nor change names for one weak answer. Certain detections are matched first, then the weak ones to what is
 * already followed (Zhang et al. 2022, ByteTrack, algorithm 1); the motion is smoothed by One-Euro filters. A new thing
 * is shown once two of three answers were certain of it.
 */
export class DetectionTracker<D extends Detection = Detection> {
  private tracks: Track<D>[] = [];
  private nextId = 1;
  private threshold = 0;
  private newest: { readonly prediction: Found<D>; readonly takenAtMs: number } | undefined;

  /** Takes in an answer; answers come in the order of their frames. */
  update({ prediction, takenAtMs, arrivedAtMs, threshold }: TrackedAnswer<D>): void {
    const isSlow = this.newest !== undefined && takenAtMs - this.newest.takenAtMs > SLOW_ANSWERS_MS;
    this.newest = { prediction, takenAtMs };
    this.threshold = threshold;
    const expected = new Map(this.tracks.map((track) => [track, track.motion.expectedAt(takenAtMs)]));
    const seen = sightings(prediction.detections.filter(({ score }) => score >= KNOWN_SHARE * threshold));
    const isCertain = ({ best }: Sighting<D>) => best.score >= threshold;
    const free = new Set(this.tracks);
    const see = ({ track, sighting }: Pair<D>) => {
      free.delete(track);
      track.see(sighting, isCertain(sighting), prediction, takenAtMs, arrivedAtMs);
    };

    const known = match(seen.filter(isCertain), free, expected);
    known.forEach(see);
    match(seen.filter((sighting) => !isCertain(sighting)), free, expected).forEach(see);
    for (const track of free) track.miss(takenAtMs);

    const taken = new Set(known.map(({ sighting }) => sighting));
    const begun = seen.filter((sighting) => isCertain(sighting) && !taken.has(sighting)).map((sighting) => new Track(sighting, prediction, takenAtMs));
    this.tracks = [...this.tracks, ...begun].filter((track) => (track.id === undefined ? track.isPromising : isKept(track, takenAtMs)));
    this.show(({ isSure }) => isSlow || isSure);
  }

  /** What is there at a time, usually now, the most certain first. Boxes are in the pixels of the last answer's picture. */
  at(timeMs: number): Tracked<D>[] {
    return this.tracks
      .flatMap(({ id, detection, motion, missed, missedSinceMs }) => (id === undefined ? [] : [{
        ...detection,
        id,
        // What was certain twice is not called less certain for a weak look, or it would seem to be below what a person asked for.
        score: Math.max(detection.score, this.threshold),
        box: motion.at(timeMs),
        opacity: missed === 0 ? 1 : Math.min(1, Math.max(FAINTEST, 1 - (timeMs - missedSinceMs) / FORGET_AFTER_MS)),
      }]))
      .sort((a, b) => b.score - a.score);
  }

  /** Shows at once what the newest answer is certain of, and no longer what is less certain: of a picture that stands still, or of what was followed so far. */
  sift(threshold: number): void {
    this.threshold = threshold;
    this.tracks = this.tracks.filter(({ detection }) => detection.score >= threshold);
    if (this.newest === undefined) return;
    const { prediction, takenAtMs } = this.newest;
    const expected = new Map(this.tracks.map((track) => [track, track.motion.expectedAt(takenAtMs)]));
    const seen = sightings(prediction.detections.filter(({ score }) => score >= threshold));
    const known = new Set(match(seen, new Set(this.tracks), expected).map(({ sighting }) => sighting));
    this.tracks.push(...seen.filter((sighting) => !known.has(sighting)).map((sighting) => new Track(sighting, prediction, takenAtMs)));
    this.show(() => true);
  }

  /** Forgets everything: another picture comes. */
  reset(): void {
    this.tracks = [];
    this.newest = undefined;
  }

  private show(isShown: (track: Track<D>) => boolean): void {
    for (const track of this.tracks) if (isShown(track)) track.id ??= this.nextId++;
  }
}

const isKept = ({ missed, missedSinceMs }: Pick<Track, 'missed' | 'missedSinceMs'>, takenAtMs: number): boolean => missed < FORGET_AFTER_ANSWERS || takenAtMs - missedSinceMs < FORGET_AFTER_MS;

/** Pairs sightings with tracks, the best rank first, each once. */
function match<D extends Detection>(seen: readonly Sighting<D>[], tracks: ReadonlySet<Track<D>>, expected: ReadonlyMap<Track<D>, Box>): Pair<D>[] {
  const pairs: Pair<D>[] = [];
  for (const track of tracks) {
    const box = expected.get(track);
    if (box === undefined) continue;
    const { id, detection: { categoryId } } = track;
    for (const sighting of seen) {
      const overlap = iou(box, sighting.best.box);
      const sameName = [sighting.best, ...sighting.others].some((said) => said.categoryId === categoryId);
      if (overlap >= (sameName ? LEAST_IOU : LEAST_IOU_RENAMED)) pairs.push({ track, sighting, rank: overlap + Number(sameName) + 2 * Number(id !== undefined) });
    }
  }
  const used = new Set<Track<D> | Sighting<D>>();
  return pairs.sort((a, b) => b.rank - a.rank).filter(({ track, sighting }) => {
    if (used.has(track) || used.has(sighting)) return false;
    used.add(track).add(sighting);
    return true;
  });
}
