import type { CocoAnnotation } from '../../../models/artifact/coco';
import type { ImageGroup } from './group-by-category';
import type { AreaRange, Protocol } from './protocol';

/** What becomes of a detection. */
export const FALSE_POSITIVE = 0;
export const TRUE_POSITIVE = 1;
export const IGNORED = 2;

export interface ImageMatches {
  /** [thresholds, detections] FALSE_POSITIVE, TRUE_POSITIVE or IGNORED. */
  readonly verdicts: Uint8Array;
  /** [thresholds, detections] index of the object that the detection was matched with, or -1. */
  readonly targets: Int32Array;
  /** [objects] 1 for an object that is neither found nor missed. */
  readonly ignored: Uint8Array;
}

/** Crowds, and what VOC calls difficult, are neither found nor missed, and take in any number of detections. */
export function isSetAside({ iscrowd, difficult }: CocoAnnotation): boolean {
  return iscrowd === 1 || difficult === 1;
}

/**
 * Matches one image's detections of one category with its objects, as COCO's tool does: from the best score down each
 * detection takes the most similar object that is still free and reaches the threshold; objects that are ignored (a
 * crowd, an area outside `area`) are taken only where no other will do, and then the detection is ignored with them.
 * @param similarity [detections, objects]
 */
export function matchDetections(
  { objects, detections }: ImageGroup,
  similarity: Float64Array,
  area: AreaRange,
  { thresholds, ignores, resultArea }: Pick<Protocol, 'thresholds' | 'ignores' | 'resultArea'>,
): ImageMatches {
  const outside = (pixels: number) => pixels < area.min || pixels > area.max;
  const ignored = Uint8Array.from(objects, (object) =>
    Number(isSetAside(object) || ignores(object) || outside(object.area)),
  );
  const targets = new Int32Array(thresholds.length * detections.length).fill(-1);
  const verdicts = new Uint8Array(targets.length);
  const candidates = countedFirst(ignored);
  const shared = objects.map(isSetAside);
  const unmatched = detections.map((detection) => (outside(resultArea(detection)) ? IGNORED : FALSE_POSITIVE));

  for (const [t, threshold] of thresholds.entries()) {
    const taken = new Uint8Array(objects.length);
    for (let d = 0; d < detections.length; d++) {
      const at = t * detections.length + d;
      const target = bestObject(similarity, d * objects.length, threshold, candidates, ignored, taken);
      if (target < 0) {
        verdicts[at] = unmatched[d] ?? FALSE_POSITIVE;
        continue;
      }
      targets[at] = target;
      verdicts[at] = ignored[target] ? IGNORED : TRUE_POSITIVE;
      if (!shared[target]) taken[target] = 1;
    }
  }
  return { verdicts, targets, ignored };
}

/** Of equally similar objects the last wins, as in COCO's tool. */
function bestObject(
  similarity: Float64Array,
  row: number,
  threshold: number,
  candidates: readonly number[],
  ignored: Uint8Array,
  taken: Uint8Array,
): number {
  let target = -1;
  let best = Math.min(threshold, 1 - 1e-10);
  for (const object of candidates) {
    if (taken[object]) continue;
    if (target >= 0 && !ignored[target] && ignored[object]) break;
    const value = similarity[row + object] ?? 0;
    if (value < best) continue;
    best = value;
    target = object;
  }
  return target;
}

function countedFirst(ignored: Uint8Array): readonly number[] {
  const indices = [...ignored.keys()];
  return [...indices.filter((index) => !ignored[index]), ...indices.filter((index) => ignored[index])];
}
