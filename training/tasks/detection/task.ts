import type { DetectionEvaluationRecord } from '../../../models/artifact/evaluation/detection';
import type { DetectionPrediction } from '../../../models/prediction/prediction';
import type { TrainingTask } from '../task';
import { detectionCardFigures } from './card-figures';
import { openDetectorEvaluation } from './open-evaluation';
import { describeDetections } from './describe-detections';
import { detectionShapes } from './shapes';

export const detection: TrainingTask<DetectionPrediction, DetectionEvaluationRecord> = {
  describe: describeDetections,
  shapes: detectionShapes,
  openEvaluation: openDetectorEvaluation,
  cardFigures: detectionCardFigures,
};
