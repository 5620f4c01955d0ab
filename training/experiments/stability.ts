import { iou } from '../../models/geometry/box';
import type { Detection, DetectionPrediction } from '../../models/prediction/prediction';
import { DetectionTracker } from '../../models/tracking/detection-tracker';
import { oneNameEach } from '../../models/tracking/one-name';

/** How calm and how right what is shown of a clip is. */
export interface Stability {
  readonly seconds: number;
  /** Things on the screen, on average. */
  readonly things: number;
  /** Things that come or go, a minute; what really comes or goes counts too. */
  readonly changesPerMinute: number;
  /** Things whose name changes while they are shown, a minute. */
  readonly renamesPerMinute: number;
  /** Things that are shown under a name of which there is nothing in the clip, a minute. */
  readonly falsePerMinute: number;
  /** Of what is shown, what is under such a name. */
  readonly falseShare: number;
  /** Of what the model finds of the things that are in the clip, what is shown. */
  readonly shownShare: number;
  /** From a true thing's first frame in a row until it is shown, on average. */
  readonly delayMs: number;
}

export interface Clip {
  /** Of frames at an even rate, with detections of all scores. */
  readonly predictions: readonly DetectionPrediction[];
  readonly framesPerSecond: number;
  /** Names of what is in it. */
  readonly contents: readonly string[];
}

/** What is shown at a time of what was seen until then. */
export type Follower = Pick<DetectionTracker, 'update' | 'at'>;

/** Whatever one look is certain of is shown at once. */
export function showingAtOnce(): Follower {
  const tracker = new DetectionTracker();
  return {
    update: (answer) => {
      tracker.update(answer);
      tracker.sift(answer.threshold);
    },
    at: (timeMs) => tracker.at(timeMs),
  };
}

/** Of several clips together: each second counts alike. */
export function overall(clips: readonly Stability[]): Stability {
  const seconds = clips.reduce((sum, clip) => sum + clip.seconds, 0);
  const mean = (of: (clip: Stability) => number) => clips.reduce((sum, clip) => sum + clip.seconds * of(clip), 0) / seconds;
  return {
    seconds,
    things: mean(({ things }) => things),
    changesPerMinute: mean(({ changesPerMinute }) => changesPerMinute),
    renamesPerMinute: mean(({ renamesPerMinute }) => renamesPerMinute),
    falsePerMinute: mean(({ falsePerMinute }) => falsePerMinute),
    falseShare: mean(({ falseShare }) => falseShare),
    shownShare: mean(({ shownShare }) => shownShare),
    delayMs: mean(({ delayMs }) => delayMs),
  };
}

/** A box that overlaps another less is round another thing. */
const SAME_PLACE = 0.5;

/**
 * @param shownFrom from which score on a detection is certain for the page
 * @param foundFrom from which score on the model finds something: that of its best F1
 */
export function measureStability({ predictions, framesPerSecond, contents }: Clip, { shownFrom, foundFrom }: { readonly shownFrom: number; readonly foundFrom: number }, follower: Follower = new DetectionTracker()): Stability {
  const isTrue = ({ label }: Detection) => contents.includes(label);
  const found = predictions.map(({ detections }) => oneNameEach(detections.filter(({ score }) => score >= foundFrom)).filter(isTrue));
  const names = new Map<number, number>();
  const falseIds = new Set<number>();
  const delays: number[] = [];
  let [changes, renames, things, falseThings, foundThings, shownThings] = [0, 0, 0, 0, 0, 0];
  let before: ReadonlySet<number> | undefined;
  for (const [frame, prediction] of predictions.entries()) {
    const time = (1000 * frame) / framesPerSecond;
    follower.update({ prediction, takenAtMs: time, arrivedAtMs: time, threshold: shownFrom });
    const shown = follower.at(time);
    const ids = new Set(shown.map(({ id }) => id));
    if (before !== undefined) changes += countMissing(before, ids) + countMissing(ids, before);
    before = ids;
    for (const thing of shown) {
      const { id, categoryId } = thing;
      if (!names.has(id) && isTrue(thing)) delays.push(framesSince(found, frame, thing) / framesPerSecond);
      if ((names.get(id) ?? categoryId) !== categoryId) renames++;
      names.set(id, categoryId);
      if (!isTrue(thing)) falseIds.add(id);
    }
    things += shown.length;
    falseThings += shown.filter((thing) => !isTrue(thing)).length;
    foundThings += found[frame]?.length ?? 0;
    shownThings += found[frame]?.filter((thing) => shown.some((other) => isSame(thing, other))).length ?? 0;
  }
  const minutes = predictions.length / framesPerSecond / 60;
  return {
    seconds: 60 * minutes,
    things: things / predictions.length,
    changesPerMinute: changes / minutes,
    renamesPerMinute: renames / minutes,
    falsePerMinute: falseIds.size / minutes,
    falseShare: things === 0 ? 0 : falseThings / things,
    shownShare: foundThings === 0 ? 1 : shownThings / foundThings,
    delayMs: delays.length === 0 ? 0 : (1000 * delays.reduce((sum, delay) => sum + delay, 0)) / delays.length,
  };
}

const countMissing = (of: ReadonlySet<number>, among: ReadonlySet<number>): number => [...of].filter((id) => !among.has(id)).length;

const isSame = (a: Detection, b: Detection): boolean => a.categoryId === b.categoryId && iou(a.box, b.box) >= SAME_PLACE;

/** For how many frames in a row before this one a thing was found. */
function framesSince(found: readonly (readonly Detection[])[], frame: number, thing: Detection): number {
  let [count, at] = [0, thing];
  for (;;) {
    const earlier = found[frame - count - 1]?.find((other) => isSame(at, other));
    if (earlier === undefined) return count;
    at = earlier;
    count++;
  }
}
