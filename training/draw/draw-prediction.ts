import sharp from 'sharp';
import type { Card } from '../../models/artifact/card';
import type { Size } from '../../models/geometry/box';
import type { OpenedPicture } from '../../models/node/pictures/open-picture';
import type { Prediction } from '../../models/prediction/prediction';
import { taskNamed } from '../../models/tasks';
import type { AnswerPicture } from '../../models/tasks/task';
import { trainingTaskNamed } from '../tasks';
import { drawnSize, drawOver } from './draw-over';

/**
 * A copy of a picture, upright, with what was seen in it, or as it was painted. JPEG.
 * @param card of the model that saw it; where the picture is transparent the mean of its input shows through
 * @throws PictureError where the picture cannot be decoded
 */
export function drawPrediction(picture: OpenedPicture, prediction: Prediction, card: Pick<Card, 'input' | 'keypoints'>): Promise<Buffer> {
  const painted = taskNamed(prediction.task).picture?.of(prediction);
  if (painted !== undefined && 'pixels' in painted) return enlarged(painted, drawnSize(picture.size.shown));
  return drawOver(picture, { orientation: 'shown', background: card.input.mean, shapes: trainingTaskNamed(prediction.task).shapes(prediction, card) });
}

/** A picture that is the answer, as large as what it is of. */
const enlarged = ({ width, height, pixels }: Extract<AnswerPicture, { readonly pixels: unknown }>, size: Size): Promise<Buffer> =>
  sharp(pixels, { raw: { width, height, channels: 4 } }).removeAlpha().resize({ ...size, fit: 'fill', kernel: 'cubic' }).jpeg({ quality: 92 }).toBuffer();
