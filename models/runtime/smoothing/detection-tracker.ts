import { iou, type Box, type Size } from '../../geometry/box';
import type { Detection, DetectionPrediction } from '../prediction';
import { BoxMotion } from './box-motion';
import { oneNameEach } from './one-name';

/** A thing followed from answer to answer. */
export interface TrackedDetection extends Detection {
  /** The same for as long as it is followed; never given twice. */
  readonly id: number;
  /** 1, and less the longer it was not seen again. */
  readonly opacity: number;
}

/** An answer on its way to the screen. */
export interface TrackedAnswer {
  readonly prediction: DetectionPrediction;
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
/** The weight of an answer's score and name against those before it. */
const FRESH = 0.4;

interface Track {
  readonly id: number;
  readonly motion: BoxMotion;
  /** How much was said for each name. */
  readonly names: Map<number, { readonly label: string; readonly weight: number }>;
  detection: Detection;
  score: number;
  missed: number;
  missedSinceMs: number;
}

interface Pair {
  readonly track: Track;
  readonly detection: Detection;
  readonly overlap: number;
}

/**
 * Follows things by overlap, so that boxes keep their ids, move at the display's rate between answers, and neither
 * flicker nor change names for one weak answer. Certain detections are matched first, then the weak ones to what is
 * already followed (Zhang et al. 2022, ByteTrack, algorithm 1); the motion is smoothed by One-Euro filters.
 */
export class DetectionTracker {
  private tracks: Track[] = [];
  private nextId = 1;

  /** Takes in an answer; answers come in the order of their frames. */
  update({ prediction, takenAtMs, arrivedAtMs, threshold }: TrackedAnswer): void {
    const expected = new Map(this.tracks.map((track) => [track, track.motion.expectedAt(takenAtMs)]));
    const isKnown = ({ categoryId, box }: Detection) => [...expected].some(([{ detection }, at]) => detection.categoryId === categoryId && iou(at, box) >= LEAST_IOU_RENAMED);
    const detections = oneNameEach(prediction.detections.filter(({ score }) => score >= KNOWN_SHARE * threshold), isKnown);
    const certain = detections.filter(({ score }) => score >= threshold);
    const weak = detections.filter(({ score }) => score < threshold);
    const free = new Set(this.tracks);
    const see = ({ track, detection }: Pair) => {
      free.delete(track);
      recognise(track, detection, prediction, takenAtMs, arrivedAtMs);
    };

    const known = match(certain, free, expected);
    known.forEach(see);
    match(weak, free, expected).forEach(see);
    for (const track of free) miss(track, takenAtMs);

    this.tracks = this.tracks.filter(({ missed, missedSinceMs }) => missed < FORGET_AFTER_ANSWERS || takenAtMs - missedSinceMs < FORGET_AFTER_MS);
    const taken = new Set(known.map(({ detection }) => detection));
    for (const detection of certain) if (!taken.has(detection)) this.tracks.push(this.begin(detection, prediction, takenAtMs));
  }

  /** What is there at a time, usually now, the most certain first. Boxes are in the pixels of the last answer's picture. */
  at(timeMs: number): TrackedDetection[] {
    return this.tracks
      .map(({ id, detection, score, motion, missed, missedSinceMs }) => ({
        ...detection,
        id,
        score,
        box: motion.at(timeMs),
        opacity: missed === 0 ? 1 : Math.min(1, Math.max(FAINTEST, 1 - (timeMs - missedSinceMs) / FORGET_AFTER_MS)),
      }))
      .sort((a, b) => b.score - a.score);
  }

  /** Forgets everything: another picture comes. */
  reset(): void {
    this.tracks = [];
  }

  private begin(detection: Detection, picture: Size, takenAtMs: number): Track {
    const names = new Map([[detection.categoryId, { label: detection.label, weight: detection.score }]]);
    return { id: this.nextId++, motion: new BoxMotion(detection.box, picture, takenAtMs), names, detection, score: detection.score, missed: 0, missedSinceMs: 0 };
  }
}

/** Pairs detections with tracks, the best overlap first, each once. */
function match(detections: readonly Detection[], tracks: ReadonlySet<Track>, expected: ReadonlyMap<Track, Box>): Pair[] {
  const pairs: Pair[] = [];
  for (const track of tracks) {
    const box = expected.get(track);
    if (box === undefined) continue;
    for (const detection of detections) {
      const overlap = iou(box, detection.box);
      const sameName = detection.categoryId === track.detection.categoryId;
      if (overlap >= (sameName ? LEAST_IOU : LEAST_IOU_RENAMED)) pairs.push({ track, detection, overlap: sameName ? overlap + 1 : overlap });
    }
  }
  const used = new Set<Track | Detection>();
  return pairs.sort((a, b) => b.overlap - a.overlap).filter(({ track, detection }) => {
    if (used.has(track) || used.has(detection)) return false;
    used.add(track).add(detection);
    return true;
  });
}

function recognise(track: Track, detection: Detection, picture: Size, takenAtMs: number, arrivedAtMs: number): void {
  track.motion.see(detection.box, picture, takenAtMs, arrivedAtMs);
  track.score += FRESH * (detection.score - track.score);
  track.missed = 0;
  for (const [categoryId, name] of track.names) track.names.set(categoryId, { ...name, weight: name.weight * (1 - FRESH) });
  const weight = (track.names.get(detection.categoryId)?.weight ?? 0) + FRESH * detection.score;
  track.names.set(detection.categoryId, { label: detection.label, weight });
  const [best] = [...track.names].sort(([, a], [, b]) => b.weight - a.weight);
  track.detection = best === undefined ? detection : { ...detection, categoryId: best[0], label: best[1].label };
}

function miss(track: Track, takenAtMs: number): void {
  if (track.missed++ === 0) track.missedSinceMs = takenAtMs;
}
