import type { PoseEvaluationRecord } from '../../../models/artifact/evaluation/pose';
import type { PosePrediction } from '../../../models/prediction/prediction';
import { describeThings } from '../detection/describe-detections';
import type { TrainingTask } from '../task';
import { poseCardFigures } from './card-figures';
import { openPoseEvaluation } from './open-evaluation';
import { openPersonFinder } from './person-finder';
import { poseShapes } from './shapes';

/** Models look at one person at a time: measured in the true boxes, told and drawn in those of whoever finds persons. */
export const pose: TrainingTask<PosePrediction, PoseEvaluationRecord> = {
  describe: ({ persons }) => describeThings(persons),
  shapes: poseShapes,
  openEvaluation: openPoseEvaluation,
  cardFigures: poseCardFigures,
  openFinder: openPersonFinder,
};
