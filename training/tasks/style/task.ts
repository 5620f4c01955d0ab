import type { StyleEvaluationRecord } from '../../../models/artifact/evaluation/style';
import type { StylePrediction } from '../../../models/prediction/prediction';
import { printable } from '../../../models/printable';
import type { TrainingTask } from '../task';
import { styleCardFigures } from './evaluation-record';
import { openStyleEvaluation } from './open-evaluation';

export const style: TrainingTask<StylePrediction, StyleEvaluationRecord> = {
  describe: ({ styles, picture: { width, height } }) => [`${width} x ${height} pixels as ${styles.map(({ label, share }) => `${Math.round(100 * share)} % ${printable(label)}`).join(', ')}`],

  shapes: () => [],

  openEvaluation: openStyleEvaluation,
  cardFigures: styleCardFigures,
};
