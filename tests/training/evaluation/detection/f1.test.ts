import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CocoDataset, CocoResult } from '../../../../models/artifact/coco';
import { bestOperatingPoint, evaluateF1 } from '../../../../training/evaluation/detection/f1';
import { matchAll } from '../../../../training/evaluation/coco/outcomes';
import { anyScene, cup, sceneOf, seenCup, seenSpoon, spoon } from '../scenes';

/** F1 of what remains when everything below the threshold is taken away before matching. */
function f1At(groundTruth: CocoDataset, results: readonly CocoResult[], scoreThreshold: number): number {
  const outcomes = matchAll(groundTruth, results.filter(({ score }) => score >= scoreThreshold), {});
  const verdicts = outcomes.flatMap(({ matches }) => matches.flatMap((match) => [...match.verdicts]));
  const [right, wrong] = [1, 0].map((verdict) => verdicts.filter((each) => each === verdict).length);
  const count = outcomes.reduce((sum, outcome) => sum + outcome.count, 0);
  return (2 * (right ?? 0)) / ((right ?? 0) + (wrong ?? 0) + count);
}

describe('evaluateF1', () => {
  it('finds the best of all thresholds, and says what it gives', () => {
    fc.assert(fc.property(anyScene, ({ groundTruth, results }) => {
      const { overall } = evaluateF1(groundTruth, results);
      const scores = [...new Set(results.map(({ score }) => score))];
      const best = Math.max(0, ...scores.map((score) => f1At(groundTruth, results, score) || 0));
      expect(overall?.f1 ?? 0).toBeCloseTo(best, 12);
      if (!overall) return;
      expect(f1At(groundTruth, results, overall.scoreThreshold)).toBeCloseTo(overall.f1, 12);
      expect((2 * overall.precision * overall.recall) / (overall.precision + overall.recall)).toBeCloseTo(overall.f1, 12);
    }));
  });

  it('calibrates to the best whole hundredth, which is never better than the best of all and says what it gives', () => {
    fc.assert(fc.property(anyScene, ({ groundTruth, results }) => {
      const { overall, calibrated } = evaluateF1(groundTruth, results);
      expect(calibrated === undefined).toBe(overall === undefined);
      if (!overall || !calibrated) return;
      const hundredths = Array.from({ length: 100 }, (_, index) => (index + 1) / 100);
      const best = Math.max(...hundredths.map((threshold) => f1At(groundTruth, results, threshold) || 0));
      expect(hundredths).toContain(calibrated.scoreThreshold);
      expect(calibrated.f1).toBeCloseTo(best, 12);
      expect(f1At(groundTruth, results, calibrated.scoreThreshold)).toBeCloseTo(best, 12);
      expect(calibrated.f1).toBeLessThanOrEqual(overall.f1 + 1e-12);
    }));
  });

  it('finds the lowest whole hundredth that is right often enough, for the live page', () => {
    fc.assert(fc.property(anyScene, ({ groundTruth, results }) => {
      const { precise } = evaluateF1(groundTruth, results);
      const precisionAt = (threshold: number) => evaluateF1(groundTruth, results.filter(({ score }) => score >= threshold)).precise?.precision ?? 0;
      if (precise === undefined) return;
      expect(precise.precision).toBeGreaterThanOrEqual(0.85);
      expect(precisionAt(precise.scoreThreshold)).toBe(precise.precision);
    }));
    const truth = sceneOf([cup([0, 0, 50, 50]), spoon([100, 0, 50, 50])]);
    const seen = [seenCup([0, 0, 50, 50], 0.9), seenSpoon([100, 0, 50, 50], 0.655), seenCup([300, 0, 50, 50], 0.5)];
    expect(evaluateF1(truth, seen).precise).toEqual({ scoreThreshold: 0.51, f1: 1, precision: 1, recall: 1 });
    expect(evaluateF1(truth, [seenCup([300, 0, 50, 50], 0.5)]).precise).toBeUndefined();
  });

  it('gives each category a threshold of its own', () => {
    const truth = sceneOf([cup([0, 0, 50, 50]), spoon([100, 0, 50, 50])]);
    const { perCategory } = evaluateF1(truth, [seenCup([0, 0, 50, 50], 0.9), seenCup([300, 0, 50, 50], 0.5), seenSpoon([100, 0, 50, 50], 0.2)]);
    expect(perCategory).toEqual([
      { id: 1, name: 'cup', best: { scoreThreshold: 0.9, f1: 1, precision: 1, recall: 1 } },
      { id: 2, name: 'spoon', best: { scoreThreshold: 0.2, f1: 1, precision: 1, recall: 1 } },
    ]);
  });
});

describe('bestOperatingPoint', () => {
  it('never cuts between equal scores, whatever their order', () => {
    const tied = [{ score: 0.5, isTrue: true }, { score: 0.5, isTrue: false }, { score: 0.5, isTrue: false }];
    for (const detections of [tied, [...tied].reverse()]) {
      expect(bestOperatingPoint(detections, 1)).toEqual({ scoreThreshold: 0.5, f1: 0.5, precision: 1 / 3, recall: 1 });
    }
  });

  it('has no threshold to recommend where nothing is right', () => {
    expect(bestOperatingPoint([], 3)).toBeUndefined();
    expect(bestOperatingPoint([{ score: 0.9, isTrue: false }], 3)).toBeUndefined();
  });
});
