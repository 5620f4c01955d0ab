import type { Prediction } from '../runtime/prediction';
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

/**
 * A prediction in COCO's results format, best first, boxes in source pixels. A class that the whole picture shows has
 * the whole picture as its box.
 */
export function toCocoResults(prediction: Prediction, fileName: string): CocoResult[] {
  const { width, height } = prediction;
  const answers = prediction.task === 'detection'
    ? prediction.detections
    : prediction.classes.map((answer) => ({ ...answer, box: { x: 0, y: 0, width, height } }));
  return answers.map(({ categoryId, box, score }) => ({
    image_id: cocoImageId(fileName),
    category_id: categoryId,
    bbox: [rounded(box.x, 2), rounded(box.y, 2), rounded(box.width, 2), rounded(box.height, 2)],
    score: rounded(score, 6),
    file_name: fileName,
  }));
}

/** A hundredth of a pixel, a millionth of a score: finer than float32 numbers mean anything. */
const rounded = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits;
