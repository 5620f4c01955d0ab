import type { DetectionEvaluationRecord } from '../../../models/artifact/evaluation/detection';
import type { InstancesPrediction } from '../../../models/prediction/prediction';
import { detectionCardFigures } from '../detection/card-figures';
import { describeDetections } from '../detection/describe-detections';
import { openDetectorEvaluation } from '../detection/open-evaluation';
import type { TrainingTask } from '../task';
import { instanceShapes } from './shapes';

/** Told and measured as detections are, and cut out besides. */
export const instances: TrainingTask<InstancesPrediction, DetectionEvaluationRecord> = {
  describe: describeDetections,
  shapes: instanceShapes,
  openEvaluation: openDetectorEvaluation,
  cardFigures: detectionCardFigures,
};
