import { taskNamed, type Prediction } from '../tasks';
import type { CocoImageId, CocoResult } from './coco';

/**
 * What a file is called in COCO's results: the last number in its name (`COCO_val2014_000000000042.jpg` is 42), or the
 * name without its extension where there is no number, or one too large to be exact.
 * @param fileName without folders
 */
export function cocoImageId(fileName: string): CocoImageId {
  const stem = fileName.replace(/(?<=.)\.[^.]*$/, '');
  const digits = /\d+(?=\D*$)/.exec(stem)?.[0];
  const number = Number(digits);
  return digits !== undefined && Number.isSafeInteger(number) ? number : stem;
}

/** A prediction in COCO's results format, best first, boxes in source pixels. */
export function toCocoResults(prediction: Prediction, fileName: string): CocoResult[] {
  return taskNamed(prediction.task).toCoco(prediction).map(({ category_id, bbox: [x, y, width, height], score, ...more }) => ({
    image_id: cocoImageId(fileName),
    category_id,
    bbox: [rounded(x, 2), rounded(y, 2), rounded(width, 2), rounded(height, 2)],
    score: rounded(score, 6),
    ...more,
    file_name: fileName,
  }));
}

/** A hundredth of a pixel, a millionth of a score: finer than float32 numbers mean anything. */
const rounded = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits;
