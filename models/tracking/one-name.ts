import { iou } from '../geometry/box';
import type { Detection } from '../prediction/prediction';

/**
 * Boxes of different names that share so much are round one thing: of the boxes that people drew round the things of
 * photographs fewer than one in a hundred shares so much with one of another name.
 */
const LEAST_IOU_OF_ONE_THING = 0.7;
/** One thing as one answer has it, such as a car that might be a bus or a truck. */
export interface Sighting<D extends Detection = Detection> {
  /** The most certain. */
  readonly best: D;
  /** What else was said of the same place. */
  readonly others: readonly D[];
}

/** Boxes that are round one thing taken together, the most certain first. */
export function sightings<D extends Detection>(detections: readonly D[]): Sighting<D>[] {
  const found: { readonly best: D; readonly others: D[] }[] = [];
  for (const detection of detections.toSorted((a, b) => b.score - a.score)) {
    const same = found.find(({ best }) => iou(best.box, detection.box) >= LEAST_IOU_OF_ONE_THING);
    if (same === undefined) found.push({ best: detection, others: [] });
    else same.others.push(detection);
  }
  return found;
}

/** Of boxes that are round one thing the most certain. */
export const oneNameEach = <D extends Detection>(detections: readonly D[]): D[] => sightings(detections).map(({ best }) => best);
