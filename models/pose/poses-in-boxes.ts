import { InvalidInputError } from '../errors';
import type { Box } from '../geometry/box';
import type { RawPixels } from '../runtime/frame';
import type { PredictorCard, PredictorResult } from '../runtime/predictor';
import type { PredictOptions } from '../tasks/task';
import type { Frame } from '../runtime/frame';
import type { Person, PosePrediction } from '../tasks/pose';
import { personRegion, regionFrame } from './person-region';

/** Where a person is. */
export interface PersonBox {
  /** Source pixels. */
  readonly box: Box;
  /** How sure whoever found it is, 0 to 1. */
  readonly score: number;
}

/** The part of a predictor that is used. */
export interface PosePredictor {
  readonly card: PredictorCard;
  predict(frame: Frame, options?: PredictOptions): Promise<PredictorResult>;
}

/**
 * The poses of the persons in boxes, each looked at by itself, in the order of the boxes. A person keeps the box; the score is
 * the box's times the mean of the keypoints'.
 */
export async function posesInBoxes(predictor: PosePredictor, picture: RawPixels, boxes: readonly PersonBox[]): Promise<PosePrediction> {
  const persons: Person[] = [];
  for (const { box, score } of boxes) {
    const region = personRegion(box, predictor.card.input);
    const { prediction } = await predictor.predict(regionFrame(picture, region), { scoreThreshold: 0 });
    if (prediction.task !== 'pose') throw new InvalidInputError(`'${predictor.card.name}' does ${prediction.task}; expected a model for poses.`);
    for (const person of prediction.persons) {
      persons.push({
        ...person, box, score: score * person.score,
        keypoints: person.keypoints.map((point) => ({ ...point, x: point.x + region.x, y: point.y + region.y })),
      });
    }
  }
  return { task: 'pose', width: picture.width, height: picture.height, persons };
}
