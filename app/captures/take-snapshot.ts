import type { ServedCard } from '../../models/protocol/messages';
import type { PageTask } from '../tasks/task';
import { canvasOf, paintAnnotated } from './annotated-canvas';
import { cocoAnnotations } from './coco-annotations';
import { fileStem, type Capture } from './capture';

/**
 * A picture with what is seen in it drawn over it, and the same as COCO's JSON in the picture's own pixels where it can be.
 * @param shown what the task shows of it
 * @param card of what looked
 * @param image stays the caller's to close
 * @throws Error when the browser cannot encode it
 */
export async function takeSnapshot(image: ImageBitmap, task: PageTask, shown: unknown, card: ServedCard, date: Date): Promise<Capture> {
  const { canvas, context } = canvasOf(image, { alpha: true });
  paintAnnotated(context, image, image, { draw: (where, options) => task.draw(where, shown, options), hidesPicture: task.hidesPicture?.() });
  const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (png === null) throw new Error('The browser could not make a picture of it.');
  const stem = fileStem(date);
  const picture = new File([png], `${stem}.png`, { type: 'image/png', lastModified: date.getTime() });
  const size = { width: image.width, height: image.height };
  const records = task.records?.(shown, size);
  const annotations = records && cocoAnnotations({ fileName: picture.name, picture: size, records, card, date, joints: task.joints });
  const json = annotations && new File([`${JSON.stringify(annotations, null, 2)}\n`], `${stem}.json`, { type: 'application/json', lastModified: date.getTime() });
  return { kind: 'picture', files: json === undefined ? [picture] : [picture, json], answers: task.answers, description: `${task.describe(shown)}, seen by ${card.title}` };
}
