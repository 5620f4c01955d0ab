import { iou, type Box } from '../geometry/box';

/** Whatever has a category and a place. */
export interface Placed {
  readonly categoryId: number;
  readonly box: Box;
}

export interface Matches<T> {
  readonly pairs: readonly { readonly reference: T; readonly other: T; readonly iou: number }[];
  readonly onlyReference: readonly T[];
  readonly onlyOther: readonly T[];
}

/** The overlap from which on two boxes are of one thing, as PASCAL VOC and COCO's AP50 have it. */
export const LEAST_IOU = 0.5;

/**
 * Pairs boxes of one category that overlap by half or more, the closest first, each at most once. The same whichever side is
 * the reference.
 */
export function matchBoxes<T extends Placed>(reference: readonly T[], other: readonly T[]): Matches<T> {
  const candidates = reference.flatMap((a) => other.flatMap((b) => {
    const overlap = a.categoryId === b.categoryId ? iou(a.box, b.box) : 0;
    return overlap >= LEAST_IOU ? [{ reference: a, other: b, iou: overlap }] : [];
  })).sort((a, b) => b.iou - a.iou);
  const taken = new Set<T>();
  const pairs = candidates.filter((pair) => {
    if (taken.has(pair.reference) || taken.has(pair.other)) return false;
    taken.add(pair.reference).add(pair.other);
    return true;
  });
  return { pairs, onlyReference: reference.filter((one) => !taken.has(one)), onlyOther: other.filter((one) => !taken.has(one)) };
}
