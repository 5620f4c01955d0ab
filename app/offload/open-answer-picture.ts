import type { Prediction } from '../../models/prediction/prediction';
import { taskNamed } from '../../models/tasks';

/**
 * An answer whose picture came encoded, with its pixels, as a device's own answer has them: nothing of it has to be closed.
 * @throws where the browser cannot decode it
 */
export async function openAnswerPicture(prediction: Prediction): Promise<Prediction> {
  const held = taskNamed(prediction.task).picture;
  const picture = held?.of(prediction);
  if (held === undefined || picture === undefined || 'pixels' in picture) return prediction;
  const bitmap = await createImageBitmap(new Blob([picture.encoded.slice()]));
  try {
    const { width, height } = picture;
    if (bitmap.width !== width || bitmap.height !== height) throw new Error(`The server sent a picture of ${bitmap.width} x ${bitmap.height} pixels and called it ${width} x ${height}.`);
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });
    if (context === null) throw new Error('The browser gave no canvas to open the answer on.');
    context.drawImage(bitmap, 0, 0);
    return held.replace(prediction, { width, height, pixels: context.getImageData(0, 0, width, height).data });
  } finally {
    bitmap.close();
  }
}
