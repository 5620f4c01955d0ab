import type { OpenedPicture } from '../../models/node/pictures/open-picture';
import type { Prediction } from '../../models/prediction/prediction';
import { trainingTaskNamed } from '../tasks';
import { drawOver } from './draw-over';

/**
 * A copy of a picture, upright, with what was seen in it. JPEG.
 * @param background what shows through where the picture is transparent, RGB, 0 to 255
 * @throws PictureError where the picture cannot be decoded
 */
export const drawPrediction = (picture: OpenedPicture, prediction: Prediction, background: readonly [number, number, number]): Promise<Buffer> =>
  drawOver(picture, { orientation: 'shown', background, shapes: trainingTaskNamed(prediction.task).shapes(prediction) });
