import type { ClassificationEvaluationRecord } from '../../../models/artifact/evaluation/classification';
import type { ClassificationPrediction } from '../../../models/prediction/prediction';
import { printable } from '../../../models/printable';
import { answerStyle, categoryColour } from '../../draw/answer-style';
import { tag } from '../../draw/draw-over';
import type { TrainingTask } from '../task';
import { classificationCardFigures } from './card-figures';
import { openClassifierEvaluation } from './open-evaluation';

export const classification: TrainingTask<ClassificationPrediction, ClassificationEvaluationRecord> = {
  describe: ({ classes }) => classes.map(({ label, score }) => `${score.toFixed(2)} ${printable(label)}`),

  /** The classes in a corner. */
  shapes({ width, height, classes }) {
    const { fontSize } = answerStyle({ width, height });
    return classes.map(({ categoryId, label, score }, place) => tag(`${label} ${score.toFixed(2)}`, 0, place * 1.4 * fontSize, categoryColour(categoryId), fontSize));
  },

  openEvaluation: openClassifierEvaluation,
  cardFigures: classificationCardFigures,
};
