import { maskOutlines } from '../../../models/geometry/mask-outline';
import type { Instance, InstancesPrediction } from '../../../models/prediction/prediction';
import { answerStyle, categoryColour } from '../../draw/answer-style';
import { labelOf } from '../detection/shapes';

/** Masks with their edges, then labels over all of them. Things of a class often touch each other: each has a colour of its own. SVG elements, in the picture's pixels. */
export function instanceShapes({ width, height, detections }: InstancesPrediction): string[] {
  const style = answerStyle({ width, height });
  return [
    ...detections.map((instance, place) => cutOut(instance, categoryColour(place), style.line)).reverse(),
    ...detections.map((instance, place) => labelOf(instance, categoryColour(place), style)).reverse(),
  ];
}

function cutOut({ mask, box }: Instance, colour: string, line: number): string {
  const path = maskOutlines(mask, box).map((points) => `M${points.map((value) => value.toFixed(1)).join(' ')}Z`).join('');
  return `<path d="${path}" fill="${colour}" fill-opacity="0.45" fill-rule="evenodd" stroke="${colour}" stroke-width="${line / 2}" stroke-linejoin="round"/>`;
}
