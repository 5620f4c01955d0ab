import type { DetectionPrediction } from '../../../models/prediction/prediction';
import { answerStyle, categoryColour } from '../../draw/answer-style';
import { tag } from '../../draw/draw-over';

/** Boxes with labels, the best drawn last, over the others. SVG elements, in the picture's pixels. */
export function detectionShapes({ width, height, detections }: DetectionPrediction): string[] {
  const { line, fontSize } = answerStyle({ width, height });
  return [...detections].reverse().map(({ box, categoryId, label, score }) => {
    const colour = categoryColour(categoryId);
    const frame = `<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" fill="none" stroke="${colour}" stroke-width="${line}"/>`;
    return frame + tag(`${label} ${score.toFixed(2)}`, box.x, Math.max(0, box.y - 1.3 * fontSize), colour, fontSize);
  });
}
