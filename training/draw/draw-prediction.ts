import type { Card } from '../../models/artifact/card';
import type { OpenedPicture } from '../../models/node/pictures/open-picture';
import type { Prediction } from '../../models/prediction/prediction';
import { trainingTaskNamed } from '../tasks';
import { drawOver } from './draw-over';

/**
 * A copy of a picture, upright, with what was seen in it. JPEG.
 * @param card of the model that saw it; where the picture is transparent the mean of its input shows through
 * @throws PictureError where the picture cannot be decoded
 */
export const drawPrediction = (picture: OpenedPicture, prediction: Prediction, card: Pick<Card, 'input' | 'keypoints'>): Promise<Buffer> =>
  drawOver(picture, { orientation: 'shown', background: card.input.mean, shapes: trainingTaskNamed(prediction.task).shapes(prediction, card) });
