import type { DetectionEvaluationRecord } from '../../../models/artifact/evaluation/detection';
import type { DetectionPrediction } from '../../../models/prediction/prediction';
import { printable } from '../../../models/printable';
import type { TrainingTask } from '../task';
import { detectionCardFigures } from './card-figures';
import { openDetectorEvaluation } from './open-evaluation';
import { detectionShapes } from './shapes';

export const detection: TrainingTask<DetectionPrediction, DetectionEvaluationRecord> = {
  describe: ({ detections }) => detections.map(({ label, score, box }) =>
    `${score.toFixed(2)} ${printable(label)} at ${Math.round(box.x)}, ${Math.round(box.y)}, ${Math.round(box.width)} x ${Math.round(box.height)}`),
  shapes: detectionShapes,
  openEvaluation: openDetectorEvaluation,
  cardFigures: detectionCardFigures,
};
