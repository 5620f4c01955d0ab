import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClassificationTracker } from '../../../models/tracking/classification-tracker';

const LABELS = ['cup', 'mug', 'teapot', 'bowl', 'vase', 'jug', 'tin'];
/** @param scores by class; those that are 0 are not in the answer */
const prediction = (...scores: number[]) => ({
  task: 'classification' as const, width: 10, height: 10,
  classes: scores.map((score, categoryId) => ({ categoryId, label: LABELS[categoryId] ?? '', score })).filter(({ score }) => score > 0).sort((a, b) => b.score - a.score),
});
const labels = (tracker: ClassificationTracker, atMs: number) => tracker.at(atMs).map(({ label }) => label);
/** Looks at pictures one after the other. @returns when it looked the last time */
function look(tracker: ClassificationTracker, scores: readonly (readonly number[])[], { fromMs = 0, everyMs = 100, threshold = 0.1 } = {}): number {
  scores.forEach((one, index) => tracker.update({ prediction: prediction(...one), takenAtMs: fromMs + index * everyMs, threshold }));
  return fromMs + (scores.length - 1) * everyMs;
}

describe('ClassificationTracker', () => {
  it('shows the first answer as it is, at most five, the best first, and none below the threshold', () => {
    const tracker = new ClassificationTracker();
    look(tracker, [[0.05, 0.3, 0.2]]);
    expect(tracker.at(0)).toMatchObject([{ label: 'mug', score: 0.3, opacity: 1 }, { label: 'teapot', score: 0.2 }]);
    const many = new ClassificationTracker();
    look(many, [[0.15, 0.14, 0.13, 0.12, 0.11, 0.16]]);
    expect(labels(many, 0)).toEqual(['jug', 'cup', 'mug', 'teapot', 'bowl']);
  });

  it('smooths by the time between frames and not by their number', () => {
    const after = (everyMs: number) => {
      const tracker = new ClassificationTracker();
      look(tracker, [[1]]);
      const endMs = look(tracker, Array.from({ length: 600 / everyMs }, () => [0.2]), { fromMs: everyMs, everyMs });
      expect(endMs).toBe(600);
      return tracker.at(endMs)[0]?.score ?? 0;
    };
    // Towards 0.2 by a time constant of 350 ms.
    for (const everyMs of [20, 100, 300, 600]) expect(after(everyMs)).toBeCloseTo(0.2 + 0.8 * Math.exp(-600 / 350), 10);
  });

  it('keeps its order while two are about as probable, and changes it once one is clearly more so', () => {
    const tracker = new ClassificationTracker();
    let endMs = look(tracker, [[0.45, 0.44], ...Array.from({ length: 40 }, (_, frame) => (frame % 2 === 0 ? [0.42, 0.46] : [0.45, 0.43]))]);
    expect(labels(tracker, endMs)).toEqual(['cup', 'mug']);
    endMs = look(tracker, Array.from({ length: 20 }, () => [0.3, 0.6]), { fromMs: endMs + 100 });
    expect(labels(tracker, endMs)).toEqual(['mug', 'cup']);
  });

  it('lets what is about as probable as the threshold stay, and what is gone fade', () => {
    const tracker = new ClassificationTracker();
    let endMs = look(tracker, [[0.6, 0.12], ...Array.from({ length: 20 }, (_, frame) => [0.6, frame % 2 === 0 ? 0.08 : 0.12])]);
    expect(labels(tracker, endMs)).toEqual(['cup', 'mug']);
    // What was never shown does not begin to be at as much.
    const late = new ClassificationTracker();
    expect(labels(late, look(late, Array.from({ length: 20 }, () => [0.6, 0.09])))).toEqual(['cup']);

    endMs = look(tracker, Array.from({ length: 5 }, () => [0.6]), { fromMs: endMs + 100 });
    const fading = tracker.at(endMs).find(({ label }) => label === 'mug')?.opacity ?? 0;
    expect(fading).toBeGreaterThan(0);
    expect(fading).toBeLessThan(1);
    expect(labels(tracker, endMs + 400)).toEqual(['cup']);
  });

  it('says that an answer is settled once it has led for a second', () => {
    const tracker = new ClassificationTracker();
    look(tracker, [[0.6, 0.2]]);
    expect(tracker.at(900).map(({ settled }) => settled)).toEqual([false, false]);
    expect(tracker.at(1000).map(({ settled }) => settled)).toEqual([true, false]);
    const endMs = look(tracker, Array.from({ length: 10 }, () => [0.1, 0.8]), { fromMs: 1100 });
    expect(tracker.at(endMs)[0]).toMatchObject({ label: 'mug', settled: false });
    expect(tracker.at(endMs + 1000)[0]).toMatchObject({ label: 'mug', settled: true });
  });

  it('follows another threshold at once, and forgets everything for another picture', () => {
    const tracker = new ClassificationTracker();
    look(tracker, [[0.6, 0.2, 0.07]]);
    tracker.sift(0.3);
    expect(labels(tracker, 0)).toEqual(['cup']);
    tracker.sift(0.05);
    expect(labels(tracker, 0)).toEqual(['cup', 'mug', 'teapot']);
    tracker.reset();
    expect(labels(tracker, 0)).toEqual([]);
    look(tracker, [[0, 0.9]], { fromMs: 50 });
    expect(tracker.at(50)).toMatchObject([{ label: 'mug', score: 0.9 }]);
  });

  it('never shows more than five, a score out of range, or a class twice', () => {
    const answer = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: LABELS.length });
    fc.assert(fc.property(fc.array(fc.tuple(answer, fc.integer({ min: 0, max: 900 })), { maxLength: 30 }), (frames) => {
      const tracker = new ClassificationTracker();
      let atMs = 0;
      for (const [scores, gapMs] of frames) {
        atMs += gapMs;
        tracker.update({ prediction: prediction(...scores), takenAtMs: atMs, threshold: 0.1 });
        const shown = tracker.at(atMs);
        expect(shown.length).toBeLessThanOrEqual(5);
        expect(new Set(shown.map(({ categoryId }) => categoryId)).size).toBe(shown.length);
        for (const { score, opacity } of shown) {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
          expect(opacity).toBeGreaterThan(0);
          expect(opacity).toBeLessThanOrEqual(1);
        }
      }
    }));
  });
});
