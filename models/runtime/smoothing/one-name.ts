import { iou } from '../../geometry/box';
import type { Detection } from '../prediction';

/** Boxes that share so much are round one thing: two things of a crowd share less. */
const LEAST_IOU_OF_ONE_THING = 0.8;
/** Another name must be so much more certain than the one that a thing is known by. */
const KNOWN_BONUS = 1.6;

/**
 * Of boxes that are round one thing, such as a car that is a bus and a truck too, the most certain.
 * @param isKnown whether a thing is known by this name there already: near a tie it keeps it
 */
export function oneNameEach(detections: readonly Detection[], isKnown: (detection: Detection) => boolean = () => false): Detection[] {
  const ranked = detections
    .map((detection) => ({ detection, certainty: detection.score * (isKnown(detection) ? KNOWN_BONUS : 1) }))
    .sort((a, b) => b.certainty - a.certainty);
  const kept: Detection[] = [];
  for (const { detection } of ranked) {
    if (!kept.some(({ box }) => iou(box, detection.box) >= LEAST_IOU_OF_ONE_THING)) kept.push(detection);
  }
  return kept;
}
