import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pyramidAnchors } from '../../../../models/geometry/anchors';
import { boxesOf, cornersAt, fromCorners, iou } from '../../../../models/geometry/box';
import { BOX_HEAD_WEIGHTS, decodeBoxes } from '../../../../models/geometry/box-coder';
import { Random } from '../../../../models/tensor/random';
import { boxTargets } from '../../../../training/tasks/detection/targets/box-targets';
import { REGION_SAMPLING, regionTargets, type Truth } from '../../../../training/tasks/detection/targets/region-targets';

const CLASSES = 5;
const SIZE = 128;
const anchors = pyramidAnchors([[16, 16], [8, 8], [4, 4]], [8, 16, 32], { scales: [3, 4], ratios: [0.5, 1, 2] });
const sampling = { count: 32, positiveFraction: 0.25 };

/** A picture with some objects, and some classes that nobody looked for. */
const pictures = fc.record({
  boxes: fc.array(fc.tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 90 }), fc.integer({ min: 6, max: 38 }), fc.integer({ min: 6, max: 38 }), fc.integer({ min: 0, max: CLASSES - 1 })), { maxLength: 5 }),
  crowd: fc.boolean(),
  unknown: fc.boolean(),
}).map(({ boxes, crowd, unknown }): Truth => ({
  boxes: Float32Array.from(boxes.flatMap(([y, x, height, width]) => [y, x, y + height, x + width])),
  labels: Int32Array.from(boxes.map(([, , , , label]) => label)),
  ignoreBoxes: crowd ? Float32Array.of(-SIZE, -SIZE, 2 * SIZE, 2 * SIZE) : new Float32Array(),
  unlabelled: Uint8Array.from({ length: CLASSES }, (_, index) => (unknown && index === 0 ? 1 : 0)),
}));

describe('regionTargets', () => {
  it('draws at most the batch, asks for the boxes that anchors lead to, and leaves the rest at weight 0', () => {
    fc.assert(fc.property(pictures, fc.integer(), (truth, seed) => {
      const { objectness, weights, deltas } = regionTargets(anchors, truth, new Random(seed));
      const drawn = [...weights.keys()].filter((anchor) => weights[anchor] === 1);
      const positives = [...objectness.keys()].filter((anchor) => objectness[anchor] === 1);
      expect(drawn.length).toBeLessThanOrEqual(REGION_SAMPLING.count);
      expect(positives.every((anchor) => weights[anchor] === 1)).toBe(true);
      for (const anchor of positives) {
        const target = decodeBoxes(deltas.slice(anchor * 4, anchor * 4 + 4), anchors.slice(anchor * 4, anchor * 4 + 4));
        expect(boxesOf(truth.boxes).some((box) => iou(box, fromCorners(cornersAt(target, 0))) > 0.999)).toBe(true);
      }
      if (truth.boxes.length > 0) expect(positives.length).toBeGreaterThan(0);
      // A crowd over the whole picture, or a class that nobody looked for: there is no background to be sure of.
      if (truth.ignoreBoxes.length > 0 || truth.unlabelled.includes(1)) expect(drawn.length).toBe(positives.length);
    }));
  });
});

describe('boxTargets', () => {
  it('gives rows of fixed number: objects with their class and way to the box, background, and padding without weight', () => {
    fc.assert(fc.property(pictures, fc.integer(), (truth, seed) => {
      const random = new Random(seed);
      const regions = new Float32Array(50 * 4);
      for (let row = 0; row < 50; row++) {
        const [y, x] = [random.next() * 90, random.next() * 90];
        regions.set([y, x, y + 5 + random.next() * 30, x + 5 + random.next() * 30], row * 4);
      }
      const targets = boxTargets(regions, truth, sampling, random);
      expect([targets.labels.length, targets.regions.length, targets.weights.length, targets.deltas.length]).toEqual([32, 128, 32, 128]);
      const truths = boxesOf(truth.boxes);
      let objects = 0;
      targets.labels.forEach((label, row) => {
        const region = fromCorners(cornersAt(targets.regions, row));
        expect(region.width > 0 && region.height > 0).toBe(true);
        if (targets.weights[row] === 0) return;
        const best = Math.max(0, ...truths.map((box) => iou(box, region)));
        if (label === CLASSES) {
          expect(best).toBeLessThan(0.5 + 1e-6);
          expect(targets.deltaWeights[row]).toBe(0);
        } else {
          objects++;
          expect(best).toBeGreaterThanOrEqual(0.5 - 1e-6);
          const decoded = decodeBoxes(targets.deltas.slice(row * 4, row * 4 + 4), targets.regions.slice(row * 4, row * 4 + 4), BOX_HEAD_WEIGHTS);
          expect(truths.some((box, index) => truth.labels[index] === label && iou(box, fromCorners(cornersAt(decoded, 0))) > 0.999)).toBe(true);
        }
      });
      expect(objects).toBeLessThanOrEqual(8);
      if (truths.length > 0) expect(objects).toBeGreaterThan(0);
    }));
  });
});
