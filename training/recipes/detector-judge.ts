import { classExamples } from '../tasks/classes/class-examples';
import type { DetectorData } from '../tasks/detection/detection-data';
import { measureDetector, validateDetector, type DetectionFigures } from '../tasks/detection/detection-metrics';
import type { Judge } from './transfer-recipe';

/** A detector is judged by average precision over the validation set. @param best by which figure the best weights are kept */
export const detectorJudge = ({ records, categories, validation }: DetectorData, best: keyof DetectionFigures): Judge => ({
  best,
  validate: (card, values) => validateDetector(card, values, validation),
  measure: (predictor) => measureDetector(predictor, validation, classExamples(records, categories)),
});
