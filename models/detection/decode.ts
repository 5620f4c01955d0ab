import type { Card } from '../artifact/card';
import { toSource, type Letterbox } from '../geometry/letterbox';
import type { Detection, DetectionPrediction, PredictOptions } from '../runtime/prediction';

/** Numbers in a row of what a detector returns: y1 x1 y2 x2 in input pixels, score, class index. */
export const DETECTION_ROW = 6;

/** Rows as `Network.forward` gives them to detections in source pixels, clipped to the picture, best first. */
export function decodeDetections(
  rows: Float32Array,
  placed: Letterbox,
  card: Pick<Card, 'categories' | 'scoreThreshold'>,
  { scoreThreshold = card.scoreThreshold }: PredictOptions = {},
): DetectionPrediction {
  const detections: Detection[] = [];
  for (let row = 0; row + DETECTION_ROW <= rows.length; row += DETECTION_ROW) {
    const [y1 = 0, x1 = 0, y2 = 0, x2 = 0, score = 0, index = -1] = rows.subarray(row, row + DETECTION_ROW);
    const category = card.categories[index];
    if (!(score > 0 && score >= scoreThreshold) || category === undefined) continue;
    const box = toSource(placed, { x: x1, y: y1, width: x2 - x1, height: y2 - y1 });
    if (box.width > 0 && box.height > 0) detections.push({ categoryId: category.id, label: category.name, score, box });
  }
  detections.sort((a, b) => b.score - a.score);
  return { task: 'detection', width: placed.source.width, height: placed.source.height, detections };
}
