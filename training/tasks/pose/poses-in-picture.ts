import type { OpenedPicture } from '../../../models/node/pictures/open-picture';
import { posesInBoxes, type PersonBox, type PosePredictor } from '../../../models/pose/poses-in-boxes';
import type { PredictorResult } from '../../../models/predictor';

/** The poses of the persons in boxes of an opened picture, upright; those below the threshold, by default the card's, are left out. */
export async function posesInPicture(predictor: PosePredictor, picture: OpenedPicture, boxes: readonly PersonBox[], scoreThreshold = predictor.card.scoreThreshold): Promise<PredictorResult> {
  const pixels = await picture.decode({ orientation: 'shown', background: predictor.card.input.mean });
  const { prediction, timings } = await posesInBoxes(predictor, pixels, boxes, picture.size.shown);
  return { prediction: { ...prediction, persons: prediction.persons.filter(({ score }) => score >= scoreThreshold) }, timings };
}
