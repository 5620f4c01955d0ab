import { InvalidInputError } from '../errors';
import { scale, type Box, type Size } from '../geometry/box';
import type { Frame, RawPixels } from '../frames/frame';
import type { PredictionTimings } from '../prediction/prediction';
import type { PredictorCard, PredictorResult } from '../predictor';
import type { PredictOptions } from '../tasks/task';
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
 * the box's times the mean of the keypoints'. Times are those of all persons together.
 * @param source the size that boxes and keypoints are for, where it is not that of the pixels
 */
export async function posesInBoxes(predictor: PosePredictor, picture: RawPixels, boxes: readonly PersonBox[], source: Size = picture): Promise<{ readonly prediction: PosePrediction; readonly timings: PredictionTimings }> {
  const persons: Person[] = [];
  let timings: PredictionTimings = { prepareMs: 0, forwardMs: 0, readMs: 0, decodeMs: 0 };
  const shrunk = picture.width / source.width;
  for (const { box, score } of boxes) {
    const region = personRegion(box, predictor.card.input);
    const { prediction, timings: own } = await predictor.predict(regionFrame(picture, scale(region, shrunk)), { scoreThreshold: 0 });
    if (prediction.task !== 'pose') throw new InvalidInputError(`'${predictor.card.name}' does ${prediction.task}; expected a model for poses.`);
    for (const person of prediction.persons) {
      persons.push({
        ...person, box, score: score * person.score,
        keypoints: person.keypoints.map((point) => ({ ...point, x: point.x / shrunk + region.x, y: point.y / shrunk + region.y })),
      });
    }
    timings = {
      prepareMs: timings.prepareMs + own.prepareMs, forwardMs: timings.forwardMs + own.forwardMs,
      readMs: timings.readMs + own.readMs, decodeMs: timings.decodeMs + own.decodeMs,
    };
  }
  return { prediction: { task: 'pose', width: source.width, height: source.height, persons }, timings };
}
