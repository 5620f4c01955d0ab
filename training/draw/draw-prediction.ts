import { maskOutlines } from '../../models/geometry/mask-outline';
import type { OpenedPicture } from '../../models/node/pictures/open-picture';
import type { Detection, Instance, Prediction } from '../../models/prediction/prediction';
import { drawOver, tag } from './draw-over';

/**
 * A copy of a picture, upright, with what was seen in it: boxes with labels and their masks, or the classes in a corner. JPEG.
 * @param background what shows through where the picture is transparent, RGB, 0 to 255
 * @throws PictureError where the picture cannot be decoded
 */
export const drawPrediction = (picture: OpenedPicture, prediction: Prediction, background: readonly [number, number, number]): Promise<Buffer> =>
  drawOver(picture, { orientation: 'shown', background, shapes: predictionShapes(prediction) });

/** SVG elements, in the picture's pixels. */
export function predictionShapes(prediction: Prediction): string[] {
  const side = Math.min(prediction.width, prediction.height);
  const line = Math.max(2, Math.round(side / 200));
  const fontSize = Math.max(12, Math.round(side / 28));
  const named = ({ label, score }: Pick<Detection, 'label' | 'score'>) => `${label} ${score.toFixed(2)}`;
  const labelOf = (detection: Detection, colour: string) => tag(named(detection), detection.box.x, Math.max(0, detection.box.y - 1.3 * fontSize), colour, fontSize);
  switch (prediction.task) {
    // The best is drawn last, over the others.
    case 'detection': return prediction.detections.toReversed().map((detection) => frame(detection, line) + labelOf(detection, colourOf(detection.categoryId)));
    // Things of a class often touch each other: each has a colour of its own. Labels go over all masks.
    case 'instances': return [
      ...prediction.detections.map((instance, place) => cutOut(instance, colourOf(place), line)).reverse(),
      ...prediction.detections.map((instance, place) => labelOf(instance, colourOf(place))).reverse(),
    ];
    case 'classification': return prediction.classes.map((found, place) => tag(named(found), 0, place * 1.4 * fontSize, colourOf(found.categoryId), fontSize));
  }
}

const frame = ({ box, categoryId }: Detection, line: number): string =>
  `<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" fill="none" stroke="${colourOf(categoryId)}" stroke-width="${line}"/>`;

/** A thing's mask with its edge. */
function cutOut({ mask, box }: Instance, colour: string, line: number): string {
  const path = maskOutlines(mask, box).map((points) => `M${points.map((value) => value.toFixed(1)).join(' ')}Z`).join('');
  return `<path d="${path}" fill="${colour}" fill-opacity="0.45" fill-rule="evenodd" stroke="${colour}" stroke-width="${line / 2}" stroke-linejoin="round"/>`;
}

/** Neighbouring numbers get colours far apart: steps of the golden angle around the circle of hues. */
const colourOf = (number: number): string => `hsl(${Math.round((number * 137.508) % 360)}, 90%, 65%)`;
