import type { Detection, DetectionPrediction } from '../../../models/prediction/prediction';
import { answerStyle, categoryColour } from '../../draw/answer-style';
import { tag } from '../../draw/draw-over';

/** Boxes with labels, the best drawn last, over the others. SVG elements, in the picture's pixels. */
export function detectionShapes({ width, height, detections }: DetectionPrediction): string[] {
  const style = answerStyle({ width, height });
  return [...detections].reverse().map((detection) => {
    const { box, categoryId } = detection;
    const colour = categoryColour(categoryId);
    const frame = `<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" fill="none" stroke="${colour}" stroke-width="${style.line}"/>`;
    return frame + labelOf(detection, colour, style);
  });
}

/** What a thing is, above its box where there is room. */
export const labelOf = ({ box, label, score }: Detection, colour: string, { fontSize }: ReturnType<typeof answerStyle>): string =>
  tag(`${label} ${score.toFixed(2)}`, box.x, Math.max(0, box.y - 1.3 * fontSize), colour, fontSize);
