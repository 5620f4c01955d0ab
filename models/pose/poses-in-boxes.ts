import { InvalidInputError } from '../errors';
import type { Frame } from '../frames/frame';
import { scale, type Box, type Size } from '../geometry/box';
import { addTimes, type StageTimes } from '../prediction/stages';
import type { Predictor } from '../predictor';
import { isPosePrediction, type Person, type PosePrediction } from '../tasks/pose';
import { personRegion } from './person-region';

/** Where a person is. */
export interface PersonBox {
  /** Source pixels. */
  readonly box: Box;
  /** How sure whoever found it is, 0 to 1. */
  readonly score: number;
}

/** The part of a predictor that is used. */
export type PosePredictor = Pick<Predictor, 'card' | 'predictTogether'>;

/**
 * The poses of the persons in boxes, each looked at by itself, in the order of the boxes. A person keeps the box; the score is
 * the box's times the mean of the keypoints'. Times are those of all persons together.
 * @param source the size that boxes and keypoints are for, where it is not the frame's
 */
export async function posesInBoxes(predictor: PosePredictor, frame: Frame, boxes: readonly PersonBox[], source: Size = frame): Promise<{ readonly prediction: PosePrediction; readonly timings: StageTimes }> {
  const persons: Person[] = [];
  let timings: StageTimes = {};
  const shrunk = frame.width / source.width;
  for (const { box, score } of boxes) {
    const region = scale(personRegion(box, predictor.card.input), shrunk);
    for (const { prediction, timings: own } of await predictor.predictTogether([{ frame, region, options: { scoreThreshold: 0 } }])) {
      if (!isPosePrediction(prediction)) throw new InvalidInputError(`'${predictor.card.name}' does ${prediction.task}; expected a model for poses.`);
      persons.push(...prediction.persons.map((person): Person => ({
        ...person, box, score: score * person.score,
        keypoints: person.keypoints.map((point) => ({ ...point, x: point.x / shrunk, y: point.y / shrunk })),
      })));
      timings = addTimes(timings, own);
    }
  }
  return { prediction: { task: 'pose', width: source.width, height: source.height, persons }, timings };
}
