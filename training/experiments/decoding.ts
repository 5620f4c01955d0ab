import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { Card } from '../../models/artifact/card';
import type { CocoDataset, CocoImage, CocoResult } from '../../models/artifact/coco';
import { toWeights } from '../../models/artifact/load';
import { toCocoResults } from '../../models/artifact/coco-results';
import { decodeDetections, DETECTION_ROW } from '../../models/detection/decode';
import { nanoDet, nanoDetOptions } from '../../models/detection/nano-det';
import { SELECTION } from '../../models/detection/select-detections';
import { InvalidInputError } from '../../models/errors';
import { letterbox } from '../../models/geometry/letterbox';
import type { NamedValues } from '../../models/layers/trainable-parameters';
import { weightScope } from '../../models/layers/weight-scope';
import { normalizedTensor } from '../../models/runtime/normalize';
import { sharpFrame } from '../data/sharp-frame';
import { detectionFigures, type DetectionFigures } from '../detection/detection-metrics';
import { matchCategories } from '../evaluation/detect-images';
import { choose, type Candidate, type SuppressionVariant } from './suppression';

const shipped: SuppressionVariant = { name: 'as shipped', kind: 'hard', threshold: SELECTION.iouThreshold, candidates: SELECTION.candidates, scoreThreshold: SELECTION.scoreThreshold };

/** One change at a time, each at the value its paper gives, and those around it. */
const VARIANTS: readonly SuppressionVariant[] = [
  shipped,
  { ...shipped, name: '1000 candidates from score 0.001', candidates: 1000, scoreThreshold: 0.001 },
  { ...shipped, name: 'overlap 0.5', threshold: 0.5 },
  { ...shipped, name: 'overlap 0.65', threshold: 0.65 },
  { ...shipped, name: 'overlap 0.7', threshold: 0.7 },
  { ...shipped, name: 'less the distance of centres', kind: 'distance' },
  { ...shipped, name: 'soft, linear from 0.5', kind: 'linear', threshold: 0.5 },
  { ...shipped, name: 'soft, linear from 0.6', kind: 'linear', threshold: 0.6 },
  { ...shipped, name: 'soft, Gaussian 0.5', kind: 'gaussian', threshold: 0.5 },
  { ...shipped, name: 'soft, Gaussian 0.3', kind: 'gaussian', threshold: 0.3 },
  { ...shipped, name: 'voting from 0.6', voting: 0.6 },
  { ...shipped, name: 'voting from 0.7', voting: 0.7 },
];

export interface DecodingResult {
  readonly name: string;
  readonly figures: DetectionFigures;
}

/** Runs a one-stage detector once over annotated pictures and chooses among its boxes in every way. */
export async function compareDecoding({ card, values }: { readonly card: Card; readonly values: NamedValues }, dataset: CocoDataset, folder: string): Promise<DecodingResult[]> {
  if (card.network.name !== 'nano-det') throw new InvalidInputError(`'${card.name}' is a ${card.network.name}; only boxes of a nano-det are chosen here.`);
  const weights = toWeights(values);
  const network = nanoDet(nanoDetOptions.parse(card.network.options));
  const most = Math.max(...VARIANTS.map(({ candidates }) => candidates));
  const datasetId = matchCategories(card.categories, dataset.categories);
  const results = VARIANTS.map((): CocoResult[] => []);
  try {
    for (const image of dataset.images) {
      const frame = await sharpFrame(join(folder, image.file_name));
      const placed = letterbox(frame, card.input);
      const input = normalizedTensor(await frame.letterboxed(placed, card.input.mean), card.input);
      const rows = tf.tidy(() => network.candidates(input, weightScope(weights), most));
      const candidates = candidatesOf(await rows.data<'float32'>());
      tf.dispose([input, rows]);
      frame.close();
      for (const [index, variant] of VARIANTS.entries()) {
        const chosen = choose(candidates, variant, SELECTION.detections).flatMap(({ corners, score, category }) => [...corners, score, category]);
        const prediction = decodeDetections(Float32Array.from(chosen), placed, card, { scoreThreshold: 0 });
        results[index]?.push(...resultsOf(image, toCocoResults(prediction, image.file_name), datasetId));
      }
    }
  } finally {
    tf.dispose([...weights.values()]);
  }
  return VARIANTS.map(({ name }, index) => ({ name, figures: detectionFigures(dataset, results[index] ?? []) }));
}

function candidatesOf(rows: Float32Array): Candidate[] {
  return Array.from({ length: rows.length / DETECTION_ROW }, (_, row) => {
    const [y1 = 0, x1 = 0, y2 = 0, x2 = 0, score = 0, category = 0] = rows.subarray(row * DETECTION_ROW, (row + 1) * DETECTION_ROW);
    return { corners: [y1, x1, y2, x2], score, category };
  });
}

function resultsOf(image: CocoImage, results: readonly CocoResult[], datasetId: ReadonlyMap<number, number>): CocoResult[] {
  return results.flatMap((result) => {
    const category_id = datasetId.get(result.category_id);
    return category_id === undefined ? [] : [{ ...result, image_id: image.id, category_id }];
  });
}
