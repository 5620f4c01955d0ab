import { taskNamed, type Prediction } from '../tasks';
import type { CocoImage, CocoImageId, CocoResult } from './coco';

/** `000000000042.jpg`, `COCO_val2014_000000000042.jpg`, `42.png`. */
const COCO_NAME = /^(?:COCO_\w+_)?(\d+)(?:\.[^.]*)?$/;

/**
 * What files are called in COCO's results, each by an id of its own: its number where its name is one as COCO gives them
 * and no other of the files has it, else its name with the folder.
 * @param fileNames of which no two are the same; `/` separates folders
 */
export function cocoImageIds(fileNames: readonly string[]): CocoImageId[] {
  const numbers = fileNames.map(cocoNumber);
  const counts = new Map<number | undefined, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return fileNames.map((name, index) => {
    const number = numbers[index];
    return number !== undefined && counts.get(number) === 1 ? number : name;
  });
}

/** Undefined where there is none, or one too large to be exact. */
function cocoNumber(fileName: string): number | undefined {
  const digits = COCO_NAME.exec(fileName.slice(fileName.lastIndexOf('/') + 1))?.[1];
  const number = Number(digits);
  return digits !== undefined && Number.isSafeInteger(number) ? number : undefined;
}

/** A prediction in COCO's results format, best first, boxes in source pixels. */
export function toCocoResults(prediction: Prediction, image: Pick<CocoImage, 'id' | 'file_name'>): CocoResult[] {
  return taskNamed(prediction.task).toCoco(prediction).map(({ category_id, bbox: [x, y, width, height], score, ...more }) => ({
    image_id: image.id,
    category_id,
    bbox: [rounded(x, 2), rounded(y, 2), rounded(width, 2), rounded(height, 2)],
    score: rounded(score, 6),
    ...more,
    file_name: image.file_name,
  }));
}

/** A hundredth of a pixel, a millionth of a score: finer than float32 numbers mean anything. */
const rounded = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits;
