import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CocoBox, CocoResult } from '../../../../models/artifact/coco';
import { evaluateDetections } from '../../../../training/evaluation/coco/coco';
import { analyseErrors, ERROR_KINDS, type ErrorAnalysis, type ErrorKind, type ErrorShare } from '../../../../training/evaluation/detection/errors';
import { explainFalsePositive } from '../../../../training/evaluation/detection/explain-false-positive';
import { anyScene, cup, sceneOf, seenCup, seenSpoon, spoon } from '../scenes';

const place: CocoBox = [0, 0, 100, 100];
/** Overlaps `place` by 1/3. */
const beside: CocoBox = [50, 0, 100, 100];
const elsewhere: CocoBox = [300, 300, 100, 100];

describe('explainFalsePositive', () => {
  const { annotations } = sceneOf([cup(place), spoon(elsewhere)]);
  it.each<[string, CocoResult, ErrorKind, number | undefined]>([
    ['on an object of another category', seenSpoon(place, 1), 'classification', 1],
    ['too far off its object', seenCup(beside, 1), 'localisation', 1],
    ['too far off an object of another category', seenSpoon(beside, 1), 'both', undefined],
    ['on an object that is taken', seenCup(place, 1), 'duplicate', undefined],
    ['on nothing', seenCup([150, 150, 50, 50], 1), 'background', undefined],
  ])('%s', (_, detection, kind, targetId) => {
    const explanation = explainFalsePositive(detection, annotations, 0.5, 0.1);
    expect(explanation.kind).toBe(kind);
    expect(explanation.target?.id).toBe(targetId);
  });
});

describe('analyseErrors', () => {
  const kindsOf = ({ overall }: ErrorAnalysis): Partial<Record<ErrorKind, ErrorShare>> =>
    Object.fromEntries(ERROR_KINDS.filter((kind) => overall.kinds[kind].count > 0).map((kind) => [kind, overall.kinds[kind]]));

  it('moves a wrong class to the object it is on', () => {
    const analysis = analyseErrors(sceneOf([cup(place)]), [seenSpoon(place, 0.9)]);
    expect(analysis.overall.ap).toBe(0);
    expect(kindsOf(analysis)).toEqual({ classification: { count: 1, delta: 1 } });
    expect(analysis.perCategory.map(({ kinds }) => kinds.classification.count)).toEqual([0, 1]);
    expect(analysis.perCategory.map(({ kinds }) => kinds.classification.delta)).toEqual([1, 0]);
  });

  it('moves only the best of several wrong places, and none where the object is found', () => {
    const off = [seenCup(beside, 0.9), seenCup([0, 50, 100, 100], 0.8)];
    expect(kindsOf(analyseErrors(sceneOf([cup(place)]), off))).toEqual({ localisation: { count: 2, delta: 1 } });
    const found = analyseErrors(sceneOf([cup(place), cup(elsewhere)]), [...off, seenCup(place, 0.7)]);
    expect(found.overall.kinds.missed.count).toBe(1);
    // Precision 1/3 up to recall 0.5 (51 of 101 points); with the two gone, 1.
    expect(found.overall.ap).toBeCloseTo((51 / 101) / 3, 12);
    expect(found.overall.kinds.localisation.delta).toBeCloseTo((51 / 101) * (2 / 3), 12);
    // With the missed object gone: precision 1/3 at every recall.
    expect(found.overall.kinds.missed.delta).toBeCloseTo(1 / 3 - (51 / 101) / 3, 12);
  });

  it('drops duplicates and background', () => {
    const truth = sceneOf([cup(place), cup(elsewhere)]);
    const seen = [seenCup(place, 0.9), seenCup(place, 0.8), seenCup([500, 0, 50, 50], 0.7), seenCup(elsewhere, 0.6)];
    const { overall } = analyseErrors(truth, seen);
    expect(overall.ap).toBeCloseTo((51 + 50 / 2) / 101, 12);
    expect(overall.kinds.duplicate).toEqual({ count: 1, delta: expect.closeTo((50 * (2 / 3 - 1 / 2)) / 101, 12) as number });
    expect(overall.kinds.background).toEqual({ count: 1, delta: expect.closeTo((50 * (2 / 3 - 1 / 2)) / 101, 12) as number });
    expect(overall.falsePositives).toEqual({ count: 2, delta: expect.closeTo((50 / 2) / 101, 12) as number });
    expect(overall.falseNegatives).toEqual({ count: 0, delta: 0 });
  });

  it('does not judge what lies on difficult objects', () => {
    const { overall } = analyseErrors(sceneOf([cup(place), cup(elsewhere, { difficult: 1 })]), [seenCup(elsewhere, 0.9), seenCup(place, 0.5)]);
    expect(overall.ap).toBeCloseTo(1, 12);
    expect(overall.falsePositives.count + overall.falseNegatives.count).toBe(0);
  });

  it('accounts for every wrong detection once, agrees with COCO, and no repair ever costs', () => {
    fc.assert(fc.property(anyScene, ({ groundTruth, results }) => {
      const { overall, perCategory } = analyseErrors(groundTruth, results);
      const { summary } = evaluateDetections(groundTruth, results);
      expect(overall.ap).toBeCloseTo(summary.ap50, 12);
      for (const { kinds, falsePositives, falseNegatives } of [overall, ...perCategory]) {
        const explained = ERROR_KINDS.filter((kind) => kind !== 'missed').reduce((sum, kind) => sum + kinds[kind].count, 0);
        expect(explained).toBe(falsePositives.count);
        expect(kinds.missed.count).toBeLessThanOrEqual(falseNegatives.count);
        for (const { delta } of [...Object.values(kinds), falsePositives, falseNegatives]) expect(delta).toBeGreaterThanOrEqual(-1e-12);
        expect(falsePositives.delta).toBeGreaterThanOrEqual(Math.max(kinds.background.delta, kinds.duplicate.delta, kinds.both.delta) - 1e-12);
        expect(falseNegatives.delta).toBeGreaterThanOrEqual(-1e-12);
      }
    }));
  });
});
