import * as tf from '@tensorflow/tfjs-core';
import type { CocoResult } from '../../models/artifact/coco';
import type { Card } from '../../models/artifact/card';
import { toWeights } from '../../models/artifact/load';
import { decodeDetections } from '../../models/detection/decode';
import type { NamedValues } from '../../models/layers/trainable-parameters';
import { weightScope } from '../../models/layers/weight-scope';
import { createNetwork } from '../../models/networks';
import { evaluationPictures } from '../data/evaluation-pictures';
import type { DetectionRecord } from '../data/record';

/** The part of a card that running a detector needs; in training the card itself comes later. */
export type DetectorDescription = Pick<Card, 'network' | 'input' | 'categories'>;

/**
 * Runs a detector over pictures, each letterboxed once.
 * @param values all parameters of the network, batch normalisation folded or not
 * @returns COCO results in the records' own pixels, without a threshold, for average precision looks at the whole ranking
 */
export async function detectRecords(detector: DetectorDescription, values: NamedValues, records: readonly DetectionRecord[]): Promise<CocoResult[]> {
  const network = createNetwork(detector.network.name, detector.network.options);
  const weights = toWeights(values);
  const { width: size, mean, std } = detector.input;
  const results: CocoResult[] = [];
  try {
    for await (const { record, image, letterbox } of evaluationPictures({ records, size, mean, std })) {
      const rows = tf.tidy(() => network.forward(tf.tensor4d(image, [1, size, size, 3]), weightScope(weights)));
      const { detections } = decodeDetections(await rows.data<'float32'>(), letterbox, { categories: detector.categories, scoreThreshold: 0 });
      rows.dispose();
      for (const { categoryId, score, box } of detections) {
        results.push({ image_id: record.id, category_id: categoryId, bbox: [box.x, box.y, box.width, box.height], score });
      }
    }
  } finally {
    tf.dispose([...weights.values()]);
  }
  return results;
}
