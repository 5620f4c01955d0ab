import { InvalidInputError } from '../../../models/errors';
import type { DetectionPrediction } from '../../../models/prediction/prediction';
import type { Prediction, TaskName } from '../../../models/tasks';

/** For commands that are about detectors alone. */
export const isDetector = ({ task }: { readonly task: TaskName }): boolean => task === 'detection';

/** @param model that answered @throws InvalidInputError where it is no detector */
export function detectorAnswer(prediction: Prediction, model: string): DetectionPrediction {
  if (prediction.task === 'detection') return prediction;
  throw new InvalidInputError(`'${model}' does ${prediction.task}; expected a detector.`);
}
