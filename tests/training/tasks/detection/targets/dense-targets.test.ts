import { describe, expect, it } from 'vitest';
import { DISTANCE_BINS } from '../../../../../models/networks/detection/dense-head';
import { denseTargets } from '../../../../../training/tasks/detection/targets/dense-targets';

const CLASSES = 3;
const STRIDE = 8;
/** 4 x 4 cells at a stride of 8. */
const centres = Float32Array.from(Array.from({ length: 16 }, (_, cell) => [(cell % 4) * STRIDE, Math.floor(cell / 4) * STRIDE]).flat());
const strides = new Float32Array(16).fill(STRIDE);

/** Every cell predicts `box` with the same middling scores. */
function targets(box: number[], sample: Partial<Parameters<typeof denseTargets>[2]>, doubt?: number) {
  const predictions = { centres, scores: new Float32Array(16 * CLASSES).fill(0.2), boxes: Float32Array.from(Array.from({ length: 16 }, () => box).flat()) };
  return denseTargets(predictions, strides, {
    boxes: new Float32Array(), labels: new Int32Array(), ignoreBoxes: new Float32Array(), ignoreLabels: new Int32Array(), unlabelled: new Uint8Array(CLASSES), ...sample,
  }, doubt);
}

const object = { boxes: Float32Array.of(2, 3, 27, 29), labels: Int32Array.of(1) };

describe('denseTargets', () => {
  it('tells positive cells class, box and the distances of their sides', () => {
    const { labels, boxes, boxWeights, sides, positives } = targets([2, 3, 27, 29], object);
    const found = [...labels.keys()].filter((cell) => labels[cell] === 1);
    // Nine cells lie in the box and all of their boxes fit.
    expect(found).toEqual([5, 6, 7, 9, 10, 11, 13, 14, 15]);
    expect(positives).toBe(9);
    for (const cell of found) {
      expect([...boxes.subarray(cell * 4, cell * 4 + 4)]).toEqual([2, 3, 27, 29]);
      expect(boxWeights[cell]).toBeCloseTo(1, 6);
      const [x = NaN, y = NaN] = centres.subarray(cell * 2, cell * 2 + 2);
      const distances = Array.from({ length: 4 }, (_, side) => Array.from({ length: DISTANCE_BINS }, (_, bin) => bin * (sides[(cell * 4 + side) * DISTANCE_BINS + bin] ?? NaN)).reduce((a, b) => a + b, 0));
      [x - 3, y - 2, 29 - x, 27 - y].forEach((pixels, side) => expect(distances[side]).toBeCloseTo(pixels / STRIDE, 5));
    }
    expect([...labels].filter((label) => label === -1)).toHaveLength(7);
    expect(boxWeights[0]).toBe(0);
  });

  it('keeps to the last bin what lies farther', () => {
    const { sides, labels } = targets([-90, -90, 120, 120], { boxes: Float32Array.of(-90, -90, 120, 120), labels: Int32Array.of(0) });
    const cell = labels.indexOf(0);
    expect([...sides.subarray(cell * 4 * DISTANCE_BINS, cell * 4 * DISTANCE_BINS + DISTANCE_BINS)]).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it('leaves open the classes that the picture does not label', () => {
    const { known } = targets([0, 0, 1, 1], { unlabelled: Uint8Array.of(0, 1, 0) });
    for (let cell = 0; cell < 16; cell++) expect([...known.subarray(cell * CLASSES, (cell + 1) * CLASSES)]).toEqual([1, 0, 1]);
  });

  it('leaves open one class inside a region to ignore, but not an object that lies in it', () => {
    const crowd = { ignoreBoxes: Float32Array.of(-1, -1, 17, 30), ignoreLabels: Int32Array.of(1) };
    const alone = targets([0, 0, 1, 1], crowd).known;
    expect([0, 1, 2].map((label) => alone[5 * CLASSES + label])).toEqual([1, 0, 1]);
    expect([0, 1, 2].map((label) => alone[13 * CLASSES + label])).toEqual([1, 1, 1]);
    const { known, labels } = targets([2, 3, 27, 29], { ...object, ...crowd });
    expect(labels[5]).toBe(1);
    expect(known[5 * CLASSES + 1]).toBe(1);
    expect(known[1 * CLASSES + 1]).toBe(0);
  });

  it('leaves open what the detector is sure of and the labels lack, but no object', () => {
    const { known, labels } = targets([2, 3, 27, 29], object, 0.19);
    for (let cell = 0; cell < 16; cell++) {
      expect([...known.subarray(cell * CLASSES, (cell + 1) * CLASSES)]).toEqual(labels[cell] === 1 ? [0, 1, 0] : [0, 0, 0]);
    }
    expect([...targets([2, 3, 27, 29], object, 0.21).known]).toEqual([...new Float32Array(16 * CLASSES).fill(1)]);
  });
});
