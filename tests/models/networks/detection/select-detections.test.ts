import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { cornersAt, fromCorners, iou } from '../../../../models/geometry/box';
import { selectDetections, type SelectionOptions } from '../../../../models/networks/detection/select-detections';
import { Random } from '../../../../models/tensor/random';
import { describeEachEngine } from '../../kernels/engines';

const options: SelectionOptions = { candidates: 60, detections: 20, iouThreshold: 0.5, scoreThreshold: 0.1, softness: 0.8 };
const PLACES = 40;
const CLASSES = 3;

/** Written anew from the definitions: all pairs, best first, one by one; then each loses by every better one kept. */
function naiveSelection(scores: Float32Array, boxes: Float32Array): { place: number; category: number; score: number }[] {
  const pairs = Array.from(scores, (score, index) => ({ score, place: Math.floor(index / CLASSES), category: index % CLASSES }));
  const kept: typeof pairs = [];
  for (const pair of pairs.sort((a, b) => b.score - a.score).slice(0, options.candidates)) {
    if (pair.score <= options.scoreThreshold || kept.length === options.detections) continue;
    const box = fromCorners(cornersAt(boxes, pair.place));
    if (kept.every((other) => other.category !== pair.category || iou(fromCorners(cornersAt(boxes, other.place)), box) <= options.iouThreshold)) kept.push(pair);
  }
  const overlap = (a: { place: number }, b: { place: number }) => iou(fromCorners(cornersAt(boxes, a.place)), fromCorners(cornersAt(boxes, b.place)));
  return kept
    .map((pair, rank) => kept.slice(0, rank).filter(({ category }) => category === pair.category).reduce(
      (softened, better) => ({ ...softened, score: softened.score * Math.exp(-(overlap(better, pair) ** 2) / options.softness) }), pair))
    .sort((a, b) => b.score - a.score);
}

await describeEachEngine('selectDetections', () => {
  it('keeps what suppression class by class keeps, lowers what still overlaps, and fills up with score 0', async () => {
    const random = new Random(3);
    for (let trial = 0; trial < 5; trial++) {
      const scores = Float32Array.from({ length: PLACES * CLASSES }, () => random.next());
      const boxes = new Float32Array(PLACES * 4);
      for (let place = 0; place < PLACES; place++) {
        const [y, x] = [random.next() * 60, random.next() * 60];
        boxes.set([y, x, y + 10 + random.next() * 30, x + 10 + random.next() * 30], place * 4);
      }
      const before = tf.memory().numTensors;
      const rows = tf.tidy(() => selectDetections(tf.tensor2d(scores, [PLACES, CLASSES]), (places) => tf.gather(tf.tensor2d(boxes, [PLACES, 4]), places), options));
      expect(rows.shape).toEqual([options.detections, 6]);
      const values = await rows.data<'float32'>();
      rows.dispose();
      expect(tf.memory().numTensors).toBe(before);
      const expected = naiveSelection(scores, boxes);
      for (let row = 0; row < options.detections; row++) {
        const pair = expected[row];
        const [y1, x1, y2, x2, score = NaN, category] = values.subarray(row * 6, row * 6 + 6);
        expect(score).toBeCloseTo(pair?.score ?? 0, 5);
        if (pair === undefined) continue;
        expect(category).toBe(pair.category);
        [y1, x1, y2, x2].forEach((value, i) => expect(value).toBeCloseTo(boxes[pair.place * 4 + i] ?? NaN, 3));
      }
    }
  });
});
