import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxesOf, cornersOf, iou, type Box } from '../../../models/geometry/box';
import { suppress } from '../../../models/geometry/nms';
import { box } from './arbitrary-boxes';

interface Scored { box: Box; score: number; kind: number }
const scored: fc.Arbitrary<Scored> = fc.record({ box, score: fc.oneof(fc.integer({ min: 0, max: 8 }).map((n) => n / 8), fc.constant(NaN)), kind: fc.integer({ min: 0, max: 1 }) });
const scenes = fc.array(scored, { maxLength: 20 });
const thresholds = fc.constantFrom(0.1, 0.3, 0.55, 0.8);

const run = (scene: Scored[], iouThreshold: number, maxOutputs = 100, scoreThreshold = 0.2): number[] =>
  suppress(cornersOf(scene.map((one) => one.box)), Float32Array.from(scene, (one) => one.score), { iouThreshold, scoreThreshold, maxOutputs }, Int32Array.from(scene, (one) => one.kind));

/** The definition, written without an order of its own: take the best of what is left, strike out what it overlaps. */
function naive(scene: Scored[], iouThreshold: number, scoreThreshold = 0.2): number[] {
  const rounded = boxesOf(cornersOf(scene.map((one) => one.box)));
  let left = scene.map((one, index) => ({ ...one, index, box: rounded[index] ?? one.box })).filter((one) => one.score > scoreThreshold);
  const kept: number[] = [];
  while (left.length > 0) {
    const best = left.reduce((a, b) => (b.score > a.score ? b : a));
    kept.push(best.index);
    left = left.filter((one) => one.index !== best.index && (one.kind !== best.kind || iou(one.box, best.box) <= iouThreshold));
  }
  return kept;
}

describe('suppress', () => {
  it('agrees with the definition', () => {
    fc.assert(fc.property(scenes, thresholds, (scene, threshold) => {
      expect(run(scene, threshold)).toEqual(naive(scene, threshold));
    }));
  });

  it('is idempotent: what was kept is kept again', () => {
    fc.assert(fc.property(scenes, thresholds, (scene, threshold) => {
      const kept = run(scene, threshold).flatMap((index) => scene[index] ?? []);
      expect(run(kept, threshold)).toEqual(kept.map((_, index) => index));
    }));
  });

  it('stops at the most that were asked for', () => {
    fc.assert(fc.property(scenes, thresholds, fc.integer({ min: 1, max: 5 }), (scene, threshold, most) => {
      expect(run(scene, threshold, most)).toEqual(run(scene, threshold).slice(0, most));
    }));
  });
});
