import sharp from 'sharp';
import { taskNamed, type Prediction } from '../../tasks';

/** Of JPEG: what is painted hides more than a photograph, and it is looked at for a twentieth of a second. */
const QUALITY = 85;

/** The same answer with its picture as a JPEG, as it is sent; an answer without a picture as it is. */
export async function encodePicture(prediction: Prediction): Promise<Prediction> {
  const held = taskNamed(prediction.task).picture;
  const picture = held?.of(prediction);
  if (held === undefined || picture === undefined || 'encoded' in picture) return prediction;
  const { width, height, pixels } = picture;
  const encoded = await sharp(pixels, { raw: { width, height, channels: 4 } }).removeAlpha().jpeg({ quality: QUALITY }).toBuffer();
  return held.replace(prediction, { width, height, encoded });
}
