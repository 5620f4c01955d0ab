import type { Card, Keypoints } from '../../models/artifact/card';
import type { OpenedPicture } from '../../models/node/pictures/open-picture';
import type { Prediction } from '../../models/prediction/prediction';
import { drawOver, tag } from './draw-over';
import { poseShapes } from './pose-shapes';

/**
 * A copy of a picture, upright, with what was seen in it: boxes with labels, bodies, or the classes in a corner. JPEG.
 * @param card of the model that saw it; where the picture is transparent the mean of its input shows through
 * @throws PictureError where the picture cannot be decoded
 */
export const drawPrediction = (picture: OpenedPicture, prediction: Prediction, { input, keypoints }: Pick<Card, 'input' | 'keypoints'>): Promise<Buffer> =>
  drawOver(picture, { orientation: 'shown', background: input.mean, shapes: predictionShapes(prediction, keypoints) });

/** SVG elements, in the picture's pixels. @param keypoints of the model, where it is for poses */
export function predictionShapes(prediction: Prediction, keypoints?: Keypoints): string[] {
  const side = Math.min(prediction.width, prediction.height);
  const line = Math.max(2, Math.round(side / 200));
  const fontSize = Math.max(12, Math.round(side / 28));
  switch (prediction.task) {
    case 'detection':
      // The best is drawn last, over the others.
      return [...prediction.detections].reverse().map(({ box, categoryId, label, score }) => {
        const colour = colourOf(categoryId);
        const frame = `<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" fill="none" stroke="${colour}" stroke-width="${line}"/>`;
        return frame + tag(`${label} ${score.toFixed(2)}`, box.x, Math.max(0, box.y - 1.3 * fontSize), colour, fontSize);
      });
    case 'classification':
      return prediction.classes.map(({ categoryId, label, score }, place) => tag(`${label} ${score.toFixed(2)}`, 0, place * 1.4 * fontSize, colourOf(categoryId), fontSize));
    case 'pose':
      return keypoints === undefined ? [] : poseShapes(prediction, keypoints);
  }
}

/** Neighbouring ids get colours far apart: steps of the golden angle around the circle of hues. */
const colourOf = (categoryId: number): string => `hsl(${Math.round((categoryId * 137.508) % 360)}, 90%, 65%)`;
