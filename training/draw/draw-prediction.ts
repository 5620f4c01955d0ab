import type { OpenedPicture } from '../../models/node/pictures/open-picture';
import type { Prediction } from '../../models/prediction/prediction';
import { drawOver, tag } from './draw-over';

/**
 * A copy of a picture, upright, with what was seen in it: boxes with labels, or the classes in a corner. JPEG.
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
  return prediction.task === 'detection'
    // The best is drawn last, over the others.
    ? [...prediction.detections].reverse().map(({ box, categoryId, label, score }) => {
      const colour = colourOf(categoryId);
      const frame = `<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" fill="none" stroke="${colour}" stroke-width="${line}"/>`;
      return frame + tag(`${label} ${score.toFixed(2)}`, box.x, Math.max(0, box.y - 1.3 * fontSize), colour, fontSize);
    })
    : prediction.classes.map(({ categoryId, label, score }, place) => tag(`${label} ${score.toFixed(2)}`, 0, place * 1.4 * fontSize, colourOf(categoryId), fontSize));
}

/** Neighbouring ids get colours far apart: steps of the golden angle around the circle of hues. */
const colourOf = (categoryId: number): string => `hsl(${Math.round((categoryId * 137.508) % 360)}, 90%, 65%)`;
