import type { Prediction } from '../runtime/prediction';
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

/**
 * A prediction in COCO's results format, best first, boxes in source pixels. A class that the whole picture shows has
 * the whole picture as its box.
 */
export function toCocoResults(prediction: Prediction, image: Pick<CocoImage, 'id' | 'file_name'>): CocoResult[] {
  const { width, height } = prediction;
  const answers = prediction.task === 'detection'
    ? prediction.detections
    : prediction.classes.map((answer) => ({ ...answer, box: { x: 0, y: 0, width, height } }));
  return answers.map(({ categoryId, box, score }) => ({
    image_id: image.id,
    category_id: categoryId,
    bbox: [rounded(box.x, 2), rounded(box.y, 2), rounded(box.width, 2), rounded(box.height, 2)],
    score: rounded(score, 6),
    file_name: image.file_name,
  }));
}

/** A hundredth of a pixel, a millionth of a score: finer than float32 numbers mean anything. */
const rounded = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits;
