import type { CocoAnnotation, CocoDataset, CocoResult } from '../../../models/artifact/coco';
import { boxOverlap } from './box-similarity';
import { groupByCategory, type CategoryGroup, type Selection } from './group-by-category';
import { isSetAside } from './matching';
import { precisionAtRecalls, precisionRecallCurve } from './precision-recall';
import { rankDetections } from './ranking';

export interface VocOptions extends Selection {
  /** Overlap that makes a detection right. Default: 0.5. */
  readonly threshold?: number | undefined;
  /**
   * Measure boxes as the devkit does, whose right and bottom coordinates are the last pixels inside (width = x2 - x1 + 1).
   * For boxes that were made as width = x2 - x1 of the official files. Default: false.
   */
  readonly inclusivePixels?: boolean | undefined;
}

/** Average precision by VOC's two definitions; -1 without an object. */
export interface VocAveragePrecision {
  /** VOC 2007: mean of the interpolated precision at recall 0, 0.1 ... 1. */
  readonly elevenPoints: number;
  /** VOC 2010 and later: area under the interpolated curve. */
  readonly area: number;
}

export interface VocEvaluation {
  /** Mean over the categories that have an object. */
  readonly mean: VocAveragePrecision;
  readonly perCategory: readonly (VocAveragePrecision & { readonly id: number; readonly name: string; readonly count: number })[];
}

/**
 * PASCAL VOC's detection score (Everingham et al. 2010, section 3.4; devkit's VOCevaldet): a detection belongs to the
 * object that it overlaps most, is right if that object is still free, and a second detection of it is wrong.
 * Detections of difficult objects (and of crowds, which VOC does not have) are ignored. No limit on detections.
 */
export function evaluateVoc(groundTruth: CocoDataset, results: readonly CocoResult[], options: VocOptions = {}): VocEvaluation {
  const { threshold = 0.5, inclusivePixels = false } = options;
  const perCategory = groupByCategory(groundTruth, results, options, Infinity).map((group) => {
    const { isTrue, count } = judge(group, threshold, inclusivePixels ? 1 : 0);
    return { id: group.category.id, name: group.category.name, count, ...averagePrecision(isTrue, count) };
  });
  const present = perCategory.filter(({ count }) => count > 0);
  const mean = (values: readonly number[]) =>
    values.length === 0 ? -1 : values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    mean: { elevenPoints: mean(present.map(({ elevenPoints }) => elevenPoints)), area: mean(present.map(({ area }) => area)) },
    perCategory,
  };
}

const ELEVEN_RECALLS: readonly number[] = Array.from({ length: 11 }, (_, index) => index / 10);

/**
 * @param isTrue [detections] 1 for a true, 0 for a false positive, best score first
 * @param count objects to be found
 */
export function averagePrecision(isTrue: Uint8Array, count: number): VocAveragePrecision {
  if (count === 0) return { elevenPoints: -1, area: -1 };
  const elevenPoints = precisionAtRecalls(isTrue, count, ELEVEN_RECALLS).reduce((sum, value) => sum + value, 0) / 11;
  const { precision } = precisionRecallCurve(isTrue, count);
  let area = 0;
  let best = 0;
  for (let index = isTrue.length - 1; index >= 0; index--) {
    best = Math.max(best, precision[index] ?? 0);
    // Each true positive raises the recall by one step.
    area += ((isTrue[index] ?? 0) * best) / count;
  }
  return { elevenPoints, area };
}

function judge({ images }: CategoryGroup, threshold: number, grow: number): { isTrue: Uint8Array; count: number } {
  const { image, rank } = rankDetections(images);
  const found = new Set<CocoAnnotation>();
  const verdicts: number[] = [];
  for (let index = 0; index < image.length; index++) {
    const group = images[image[index] ?? 0];
    const detection = group?.detections[rank[index] ?? 0];
    if (!group || !detection) continue;
    const object = mostOverlapping(detection, group.objects, threshold, grow);
    if (object && isSetAside(object)) continue;
    verdicts.push(object && !found.has(object) ? 1 : 0);
    if (object) found.add(object);
  }
  const count = images.reduce((sum, { objects }) => sum + objects.filter((object) => !isSetAside(object)).length, 0);
  return { isTrue: Uint8Array.from(verdicts), count };
}

/** A crowd only where no object will do. */
function mostOverlapping(
  { bbox }: CocoResult,
  objects: readonly CocoAnnotation[],
  threshold: number,
  grow: number,
): CocoAnnotation | undefined {
  let best: CocoAnnotation | undefined;
  let most = threshold;
  for (const object of objects) {
    if (object.iscrowd === 1) continue;
    const overlap = boxOverlap(bbox, object.bbox, false, grow);
    if (best ? overlap > most : overlap >= most) [best, most] = [object, overlap];
  }
  return best ?? objects.find((object) => object.iscrowd === 1 && boxOverlap(bbox, object.bbox, true, grow) >= threshold);
}
