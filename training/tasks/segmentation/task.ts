import type { SegmentationEvaluationRecord } from '../../../models/artifact/evaluation/segmentation';
import { maskOutlines } from '../../../models/geometry/mask-outline';
import type { SegmentationPrediction } from '../../../models/prediction/prediction';
import { printable } from '../../../models/printable';
import { answerStyle, categoryColour } from '../../draw/answer-style';
import { tag } from '../../draw/draw-over';
import type { TrainingTask } from '../task';
import { segmentationCardFigures } from './evaluation-record';
import { openSegmentationEvaluation } from './open-evaluation';

export const segmentation: TrainingTask<SegmentationPrediction, SegmentationEvaluationRecord> = {
  describe: ({ regions }) => regions.map(({ label, score, mask: { values } }) => `${score.toFixed(2)} ${printable(label)}, ${Math.round((100 * values.reduce((sum, value) => sum + Number(value > 127), 0)) / values.length)} % of the picture`),

  /** Each class with its edge, and its name in a corner. */
  shapes({ width, height, regions }) {
    const { line, fontSize } = answerStyle({ width, height });
    return regions.flatMap(({ mask, label, score }, place) => {
      const colour = categoryColour(place);
      const path = maskOutlines(mask, { x: 0, y: 0, width, height }).map((points) => `M${points.map((value) => value.toFixed(1)).join(' ')}Z`).join('');
      return [
        `<path d="${path}" fill="${colour}" fill-opacity="0.45" fill-rule="evenodd" stroke="${colour}" stroke-width="${line / 2}" stroke-linejoin="round"/>`,
        tag(`${label} ${score.toFixed(2)}`, 0, place * 1.4 * fontSize, colour, fontSize),
      ];
    });
  },

  openEvaluation: openSegmentationEvaluation,
  cardFigures: segmentationCardFigures,
};
