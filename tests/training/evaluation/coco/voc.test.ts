import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CocoBox, CocoDataset, CocoResult } from '../../../../models/artifact/coco';
import { averagePrecision, evaluateVoc } from '../../../../training/evaluation/coco/voc';
import { anyScene, cup, sceneOf, seenCup } from '../scenes';

/** The devkit's procedure word for word: corners, one list, no shared code. */
function devkit(groundTruth: CocoDataset, results: readonly CocoResult[], category: number, extra: number) {
  const objects = groundTruth.annotations.filter((object) => object.category_id === category).map((object) => ({ ...object, taken: false }));
  const positives = objects.filter((object) => !object.difficult).length;
  const images = groundTruth.images.map(({ id }) => id);
  const ordered = results
    .filter((result) => result.category_id === category)
    .sort((a, b) => images.indexOf(a.image_id) - images.indexOf(b.image_id))
    .sort((a, b) => b.score - a.score);
  const corners = ([x, y, width, height]: CocoBox) => [x, y, x + width, y + height] as const;
  const truePositives: number[] = [];
  const falsePositives: number[] = [];
  for (const result of ordered) {
    const [ax1, ay1, ax2, ay2] = corners(result.bbox);
    let most = -Infinity;
    let match: (typeof objects)[number] | undefined;
    for (const object of objects.filter(({ image_id }) => image_id === result.image_id)) {
      const [bx1, by1, bx2, by2] = corners(object.bbox);
      const width = Math.min(ax2, bx2) - Math.max(ax1, bx1) + extra;
      const height = Math.min(ay2, by2) - Math.max(ay1, by1) + extra;
      if (width <= 0 || height <= 0) continue;
      const union = (ax2 - ax1 + extra) * (ay2 - ay1 + extra) + (bx2 - bx1 + extra) * (by2 - by1 + extra) - width * height;
      const overlap = (width * height) / union;
      if (overlap > most) [most, match] = [overlap, object];
    }
    let [right, wrong] = [0, 0];
    if (most >= 0.5 && match) {
      if (!match.difficult) {
        if (match.taken) wrong = 1;
        else [right, match.taken] = [1, true];
      }
    } else wrong = 1;
    truePositives.push((truePositives.at(-1) ?? 0) + right);
    falsePositives.push((falsePositives.at(-1) ?? 0) + wrong);
  }
  const recall = truePositives.map((count) => count / positives);
  const precision = truePositives.map((count, index) => (count === 0 ? 0 : count / (count + (falsePositives[index] ?? 0))));
  let elevenPoints = 0;
  for (let tenths = 0; tenths <= 10; tenths++) {
    elevenPoints += Math.max(0, ...precision.filter((_, index) => (recall[index] ?? 0) >= tenths / 10)) / 11;
  }
  const steps = [0, ...recall, 1];
  const envelope = [0, ...precision, 0];
  for (let index = envelope.length - 2; index >= 0; index--) envelope[index] = Math.max(envelope[index] ?? 0, envelope[index + 1] ?? 0);
  let area = 0;
  for (let index = 1; index < steps.length; index++) area += ((steps[index] ?? 0) - (steps[index - 1] ?? 0)) * (envelope[index] ?? 0);
  return positives === 0 ? { elevenPoints: -1, area: -1 } : { elevenPoints, area };
}

describe('evaluateVoc', () => {
  it.each([0, 1])("equals the devkit's procedure on random scenes, with %i pixel added", (extra) => {
    fc.assert(
      fc.property(anyScene, ({ groundTruth, results }) => {
        for (const { id, area, elevenPoints } of evaluateVoc(groundTruth, results, { inclusivePixels: extra === 1 }).perCategory) {
          const expected = devkit(groundTruth, results, id, extra);
          expect(area).toBeCloseTo(expected.area, 12);
          expect(elevenPoints).toBeCloseTo(expected.elevenPoints, 12);
        }
      }),
      { numRuns: 150 },
    );
  });

  const left: CocoBox = [0, 0, 100, 100];
  const right: CocoBox = [200, 0, 100, 100];

  it('by hand: right, wrong, right gives 1/2 + 1/2 * 2/3 as area and (6 + 5 * 2/3) / 11 at eleven points', () => {
    const truth = sceneOf([cup(left), cup(right)]);
    const { perCategory, mean } = evaluateVoc(truth, [seenCup(left, 0.9), seenCup([400, 0, 50, 50], 0.8), seenCup(right, 0.7)]);
    expect(perCategory[0]).toMatchObject({ name: 'cup', count: 2 });
    expect(perCategory[0]?.area).toBeCloseTo(1 / 2 + 1 / 3, 12);
    expect(perCategory[0]?.elevenPoints).toBeCloseTo((6 + 10 / 3) / 11, 12);
    expect(perCategory[1]).toMatchObject({ name: 'spoon', count: 0, area: -1, elevenPoints: -1 });
    expect(mean).toEqual({ area: perCategory[0]?.area, elevenPoints: perCategory[0]?.elevenPoints });
  });

  it('counts a second detection as wrong even where another object is free, unlike COCO', () => {
    const shifted: CocoBox = [30, 0, 100, 100];
    const truth = sceneOf([cup(left), cup(shifted)]);
    const { perCategory } = evaluateVoc(truth, [seenCup([5, 0, 100, 100], 0.9), seenCup([6, 0, 100, 100], 0.8)]);
    expect(perCategory[0]?.area).toBeCloseTo(1 / 2, 12);
  });

  it('ignores difficult objects and what is seen on them', () => {
    const truth = sceneOf([cup(left), cup(right, { difficult: 1 })]);
    const seen = [seenCup(right, 0.9), seenCup(right, 0.8), seenCup(left, 0.7)];
    expect(evaluateVoc(truth, seen).perCategory[0]).toMatchObject({ count: 1, area: 1, elevenPoints: 1 });
  });

  it('ignores what is seen in a crowd, but not an object within it', () => {
    const truth = sceneOf([cup([0, 0, 600, 400], { iscrowd: 1 }), cup(left)]);
    const seen = [seenCup(right, 0.9), seenCup(left, 0.7), seenCup([600, 440, 20, 20], 0.6)];
    expect(evaluateVoc(truth, seen).perCategory[0]).toMatchObject({ count: 1, area: 1, elevenPoints: 1 });
    expect(evaluateVoc(truth, seen.slice(0, 1)).mean.area).toBe(0);
  });

  it('takes an overlap of exactly the threshold, which the added pixel can decide', () => {
    const truth = sceneOf([cup([0, 0, 9, 9])]);
    const seen = [seenCup([0, 0, 9, 4], 1)];
    expect(evaluateVoc(truth, seen).mean.area).toBe(0);
    expect(evaluateVoc(truth, seen, { inclusivePixels: true }).mean.area).toBe(1);
  });
});

describe('averagePrecision', () => {
  it('lies in 0 to 1 and is 1 only where every object comes before every mistake', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(0, 1), { maxLength: 30 }), fc.integer({ min: 0, max: 5 }), (verdicts, missing) => {
      const count = verdicts.filter((verdict) => verdict === 1).length + missing;
      const { area, elevenPoints } = averagePrecision(Uint8Array.from(verdicts), count);
      if (count === 0) {
        expect([area, elevenPoints]).toEqual([-1, -1]);
        return;
      }
      const perfect = missing === 0 && !verdicts.join('').includes('01');
      for (const value of [area, elevenPoints]) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1 + 1e-12);
      }
      expect(area > 1 - 1e-12).toBe(perfect);
    }));
  });
});
