import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { cellCentres, cellStrides } from '../../../../models/networks/detection/dense-head';
import { distanceBoxes } from '../../../../models/networks/detection/distance-boxes';
import { selectDetections } from '../../../../models/networks/detection/select-detections';
import { selectOnHost } from '../../../../models/networks/detection/select-on-host';
import { Random } from '../../../../models/tensor/random';
import { startCpu } from '../../../../training/engines/cpu-engine';

const SHAPES: [number, number][] = [[3, 4], [2, 2]];
const STRIDES = [8, 16];
const CELLS = 16;
const CLASSES = 3;

describe('selectOnHost', () => {
  beforeAll(async () => {
    await startCpu();
  });

  it('chooses what selectDetections chooses', async () => {
    const options = fc.record({ candidates: fc.integer({ min: 1, max: 60 }), detections: fc.integer({ min: 1, max: 50 }), iouThreshold: fc.constantFrom(0.3, 0.6), scoreThreshold: fc.constantFrom(0.001, 0.4), softness: fc.constantFrom(1, Infinity) });
    await fc.assert(fc.asyncProperty(options, fc.nat(1000), async (options, seed) => {
      const random = new Random(seed);
      const scores = Float32Array.from({ length: CELLS * CLASSES }, () => random.next());
      const distances = Float32Array.from({ length: CELLS * 32 }, () => 2 * random.normal());
      const [centres, strides] = [cellCentres(SHAPES, STRIDES), cellStrides(SHAPES, STRIDES)];
      const { rows, best } = tf.tidy(() => {
        const [sides, points, steps] = [tf.tensor2d(distances, [CELLS, 32]), tf.tensor2d(centres, [CELLS, 2]), tf.tensor2d(strides, [CELLS, 1])];
        const all = tf.tensor2d(scores, [CELLS, CLASSES]);
        const boxesOf = (places: tf.Tensor1D) => distanceBoxes(tf.gather(sides, places), tf.gather(points, places), tf.gather(steps, places));
        return { rows: selectDetections(all, boxesOf, options), best: tf.topk(tf.reshape(all, [-1]), Math.min(options.candidates, CELLS * CLASSES), true) };
      });
      const expected = await rows.data<'float32'>();
      const [values, indices] = [await best.values.data<'float32'>(), await best.indices.data<'int32'>()];
      tf.dispose([rows, best.values, best.indices]);
      const found = selectOnHost({ best: { values, indices }, distances, classes: CLASSES, centres, strides }, options);
      expect(found.length).toBe(expected.length);
      for (let row = 0; row < found.length / 6; row++) {
        expect(found[6 * row + 4]).toBeCloseTo(expected[6 * row + 4] ?? NaN, 5);
        // What is missing may lie anywhere.
        if (found[6 * row + 4] === 0) continue;
        for (const column of [0, 1, 2, 3, 5]) expect(found[6 * row + column]).toBeCloseTo(expected[6 * row + column] ?? NaN, 3);
      }
    }), { numRuns: 60 });
  });
});
