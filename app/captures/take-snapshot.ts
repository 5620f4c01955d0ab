import type { ServedCard } from '../../models/protocol/messages';
import type { Detection } from '../../models/prediction/prediction';
import { oneNameEach } from '../../models/tracking/one-name';
import { describeCounts, countClasses } from '../live/results/count-classes';
import { canvasOf, paintAnnotated } from './annotated-canvas';
import { cocoAnnotations } from './coco-annotations';
import { fileStem, type Capture } from './capture';

/**
 * A picture with what is seen in it drawn over it, and the same as COCO's JSON in the picture's own pixels.
 * @param card of what looked
 * @param image stays the caller's to close
 * @throws Error when the browser cannot encode it
 */
export async function takeSnapshot(image: ImageBitmap, found: readonly Detection[], card: ServedCard, date: Date): Promise<Capture> {
  // As on the page, where what is followed has one name too.
  const detections = oneNameEach(found);
  const { canvas, context } = canvasOf(image);
  paintAnnotated(context, image, image, detections.map((detection, index) => ({ ...detection, id: index + 1, opacity: 1 })));
  const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (png === null) throw new Error('The browser could not make a picture of it.');
  const stem = fileStem(date);
  const picture = new File([png], `${stem}.png`, { type: 'image/png', lastModified: date.getTime() });
  const annotations = cocoAnnotations({ fileName: picture.name, picture: { width: image.width, height: image.height }, detections, card, date });
  const json = new File([`${JSON.stringify(annotations, null, 2)}\n`], `${stem}.json`, { type: 'application/json', lastModified: date.getTime() });
  return { kind: 'picture', files: [picture, json], description: `${describeCounts(countClasses(detections))}, seen by ${card.title}` };
}
