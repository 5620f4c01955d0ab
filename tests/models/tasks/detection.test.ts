import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detection, DETECTION_ROW } from '../../../models/tasks/detection';
import { letterbox, toInput } from '../../../models/frames/frame-placement';

const card = { categories: [{ id: 1, name: 'person' }, { id: 44, name: 'bottle' }], scoreThreshold: 0.3 };
const side = fc.integer({ min: 8, max: 2000 });

describe('detections', () => {
  it('brings a box back to where it was in the source', () => {
    fc.assert(fc.property(side, side, fc.double({ min: 0.05, max: 0.45, noNaN: true }), fc.double({ min: 0.5, max: 0.95, noNaN: true }), (width, height, from, to) => {
      const placed = letterbox({ width, height }, { width: 320, height: 320 });
      const box = { x: from * width, y: from * height, width: (to - from) * width, height: (to - from) * height };
      const { x, y, width: w, height: h } = toInput(placed, box);
      const { detections, ...picture } = detection.decode({ detections: Float32Array.of(y, x, y + h, x + w, 0.9, 1) }, placed, card);
      expect(picture).toEqual({ task: 'detection', width, height });
      expect(detections).toHaveLength(1);
      expect(detections[0]).toMatchObject({ categoryId: 44, label: 'bottle' });
      for (const key of ['x', 'y', 'width', 'height'] as const) expect(detections[0]?.box[key]).toBeCloseTo(box[key], 1);
    }));
  });

  it('never leaves the picture, sorts by score, and leaves out what is below the threshold, empty or of no class', () => {
    const number = fc.double({ min: -500, max: 900, noNaN: true });
    const row = fc.tuple(number, number, number, number, fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: -1, max: 3 }));
    fc.assert(fc.property(fc.array(row, { maxLength: 30 }), side, side, (rows, width, height) => {
      const placed = letterbox({ width, height }, { width: 320, height: 320 });
      const { detections } = detection.decode({ detections: Float32Array.from(rows.flat()) }, placed, card);
      expect(detections.length).toBeLessThanOrEqual(rows.filter(([, , , , score, index]) => Math.fround(score) >= card.scoreThreshold && index >= 0 && index < 2).length);
      detections.forEach(({ box, score }, index) => {
        expect(score).toBeGreaterThanOrEqual(card.scoreThreshold);
        expect(score).toBeLessThanOrEqual(detections[index - 1]?.score ?? 1);
        expect(box.x).toBeGreaterThanOrEqual(0);
        expect(box.y).toBeGreaterThanOrEqual(0);
        expect(box.x + box.width).toBeLessThanOrEqual(width + 1e-6);
        expect(box.y + box.height).toBeLessThanOrEqual(height + 1e-6);
        expect(Math.min(box.width, box.height)).toBeGreaterThan(0);
      });
    }));
  });

  it('has rows that fit the network’s output', () => expect(DETECTION_ROW).toBe(6));
});
