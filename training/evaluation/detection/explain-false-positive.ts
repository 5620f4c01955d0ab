import type { CocoAnnotation, CocoResult } from '../../../models/artifact/coco';
import { boxOverlap } from '../coco/box-similarity';

/**
 * Why a detection is wrong: `classification` on an object of another category; `localisation` too far off an object of
 * its category; `both` too far off an object of another category; `duplicate` on an object that a better detection has;
 * `background` on nothing.
 */
export const FALSE_POSITIVE_KINDS = ['classification', 'localisation', 'both', 'duplicate', 'background'] as const;

export type FalsePositiveKind = (typeof FALSE_POSITIVE_KINDS)[number];

export interface Explanation {
  readonly kind: FalsePositiveKind;
  /** The object that a detection of the wrong class or in the wrong place should have had. */
  readonly target?: CocoAnnotation | undefined;
}

/**
 * TIDE's rules (Bolya et al. 2020, section 2.2). Where several apply, the first in this order does: localisation,
 * classification, duplicate, background, both.
 * @param objects all objects to be found in the detection's image, of any category
 * @param threshold overlap that makes a detection right
 * @param backgroundThreshold overlap below which it has nothing to do with an object
 */
export function explainFalsePositive(
  { bbox, category_id }: CocoResult,
  objects: readonly CocoAnnotation[],
  threshold: number,
  backgroundThreshold: number,
): Explanation {
  const own = mostOverlapping(bbox, objects.filter((object) => object.category_id === category_id));
  const other = mostOverlapping(bbox, objects.filter((object) => object.category_id !== category_id));
  if (own.overlap >= backgroundThreshold && own.overlap < threshold) return { kind: 'localisation', target: own.object };
  if (other.overlap >= threshold) return { kind: 'classification', target: other.object };
  if (own.overlap >= threshold) return { kind: 'duplicate' };
  return { kind: other.overlap < backgroundThreshold ? 'background' : 'both' };
}

function mostOverlapping(box: CocoResult['bbox'], objects: readonly CocoAnnotation[]) {
  let most: { readonly overlap: number; readonly object?: CocoAnnotation } = { overlap: 0 };
  for (const object of objects) {
    const overlap = boxOverlap(box, object.bbox);
    if (overlap > most.overlap) most = { overlap, object };
  }
  return most;
}
