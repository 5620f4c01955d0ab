import { iou } from '../../models/geometry/box';
import type { DetectionPrediction } from '../../models/runtime/prediction';
import { DetectionTracker } from '../../models/runtime/smoothing/detection-tracker';

/** How calm the boxes of a clip are, as the model gives them and as the live page follows them. */
export interface Stability {
  readonly seconds: number;
  /** Boxes that are gone, or were not there, one frame later; a second. */
  readonly flickersPerSecond: number;
  /** The same of what the page follows: things that are lost or found. */
  readonly trackChangesPerSecond: number;
  /** Things whose name changes while they are followed, a second. */
  readonly renamesPerSecond: number;
  /** Things on the screen, on average. */
  readonly things: number;
  /** Share of the frames in which somebody is on the screen. */
  readonly personShare: number;
}

/** A box that overlaps one of the next frame less is another one. */
const SAME_PLACE = 0.5;

/**
 * @param predictions of frames at an even rate, with detections of all scores
 * @param threshold from which score on a detection is shown
 */
export function measureStability(predictions: readonly DetectionPrediction[], framesPerSecond: number, threshold: number): Stability {
  const tracker = new DetectionTracker();
  let [flickers, trackChanges, renames, things, withPerson] = [0, 0, 0, 0, 0];
  let [before, named] = [undefined as DetectionPrediction | undefined, undefined as ReadonlyMap<number, number> | undefined];
  for (const [index, prediction] of predictions.entries()) {
    const shown = { ...prediction, detections: prediction.detections.filter(({ score }) => score >= threshold) };
    if (before !== undefined) flickers += unmatched(before, shown) + unmatched(shown, before);
    before = shown;

    const time = (1000 * index) / framesPerSecond;
    tracker.update({ prediction, takenAtMs: time, arrivedAtMs: time, threshold });
    const tracks = tracker.at(time);
    const names = new Map(tracks.map(({ id, categoryId }) => [id, categoryId]));
    if (named !== undefined) {
      const [earlier, later] = [named, names];
      trackChanges += [...earlier.keys()].filter((id) => !later.has(id)).length + [...later.keys()].filter((id) => !earlier.has(id)).length;
      renames += [...later].filter(([id, name]) => (earlier.get(id) ?? name) !== name).length;
    }
    named = names;
    things += tracks.length;
    if (tracks.some(({ label }) => label === 'person')) withPerson++;
  }
  const [frames, seconds] = [predictions.length, predictions.length / framesPerSecond];
  return {
    seconds,
    flickersPerSecond: flickers / seconds,
    trackChangesPerSecond: trackChanges / seconds,
    renamesPerSecond: renames / seconds,
    things: things / frames,
    personShare: withPerson / frames,
  };
}

/** Detections of one frame that have no like in the other. */
function unmatched(of: DetectionPrediction, among: DetectionPrediction): number {
  return of.detections.filter(({ categoryId, box }) => !among.detections.some((other) => other.categoryId === categoryId && iou(other.box, box) >= SAME_PLACE)).length;
}
