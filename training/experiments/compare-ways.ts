import type * as tf from '@tensorflow/tfjs-core';
import type { Card } from '../../models/artifact/card';
import type { CocoDataset, CocoImage, CocoResult } from '../../models/artifact/coco';
import { toCocoResults } from '../../models/artifact/coco-results';
import { placeFrame } from '../../models/frames/frame-placement';
import { pictureFrame } from '../../models/node/pictures/sharp-frame';
import { normalizedTensor } from '../../models/frames/normalize';
import { detection } from '../../models/tasks/detection';
import { annotatedOrientation } from '../data/pictures/annotated-orientation';
import { openAnnotated } from '../data/pictures/open-picture';
import { annotatedFile } from '../data/pictures/picture-path';
import { detectionFigures, type DetectionFigures } from '../tasks/detection/detection-metrics';
import { matchCategories } from '../evaluation/detection/detect-images';

export interface WayResult {
  readonly name: string;
  readonly figures: DetectionFigures;
}

/**
 * Looks once at every annotated picture and judges each way of reading what was seen.
 * @param card at the size to look at
 * @param look [1, h, w, 3] normalised, the caller's → the detections of each way, in the order of the names: rows as of a Network
 */
export async function compareWays(names: readonly string[], { card, dataset, folder }: { readonly card: Card; readonly dataset: CocoDataset; readonly folder: string }, look: (input: tf.Tensor4D) => Promise<readonly Float32Array[]>): Promise<WayResult[]> {
  const datasetId = matchCategories(card.categories, dataset.categories);
  const results = names.map((): CocoResult[] => []);
  const orientation = await annotatedOrientation(dataset.images.map((image) => annotatedFile(folder, image)));
  for (const image of dataset.images) {
    const opened = await openAnnotated({ ...annotatedFile(folder, image), orientation });
    const frame = pictureFrame(opened.picture, opened.orientation);
    const placed = placeFrame(frame, card.input);
    const input = normalizedTensor([await frame.fitted(placed, card.input.mean)], card.input);
    const ways = await look(input);
    input.dispose();
    frame.close();
    for (const [index, rows] of ways.entries()) {
      const prediction = detection.decode({ detections: rows }, placed, card, { scoreThreshold: 0 });
      results[index]?.push(...resultsOf(image, toCocoResults(prediction, image), datasetId));
    }
  }
  return names.map((name, index) => ({ name, figures: detectionFigures(dataset, results[index] ?? []) }));
}

function resultsOf(image: CocoImage, results: readonly CocoResult[], datasetId: ReadonlyMap<number, number>): CocoResult[] {
  return results.flatMap((result) => {
    const category_id = datasetId.get(result.category_id);
    return category_id === undefined ? [] : [{ ...result, image_id: image.id, category_id }];
  });
}
