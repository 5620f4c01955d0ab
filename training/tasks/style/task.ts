import type { StyleEvaluationRecord } from '../../../models/artifact/evaluation/style';
import { InvalidInputError } from '../../../models/errors';
import type { StylePrediction } from '../../../models/prediction/prediction';
import { printable } from '../../../models/printable';
import type { TrainingTask } from '../task';

export const style: TrainingTask<StylePrediction, StyleEvaluationRecord> = {
  describe: ({ styles, picture: { width, height } }) => [`${width} x ${height} pixels as ${styles.map(({ label, share }) => `${Math.round(100 * share)} % ${printable(label)}`).join(', ')}`],

  shapes: () => [],

  openEvaluation: () => Promise.reject(new InvalidInputError('Of a style nothing is right or wrong that annotations could tell.')),

  cardFigures: () => ({ metrics: [] }),
};
