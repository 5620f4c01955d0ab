import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cornersAt } from '../../../models/geometry/box';
import { suppress } from '../../../models/geometry/nms';
import { choose, type Candidate, type SuppressionVariant } from '../../../training/experiments/suppression';

const hard: SuppressionVariant = { name: 'hard', kind: 'hard', threshold: 0.5, candidates: 100, scoreThreshold: 0.05 };

/** Distinct scores, best first; float32 numbers. */
const candidates: fc.Arbitrary<Candidate[]> = fc.array(
  fc.record({ y: fc.integer({ min: 0, max: 30 }), x: fc.integer({ min: 0, max: 30 }), height: fc.integer({ min: 1, max: 20 }), width: fc.integer({ min: 1, max: 20 }), category: fc.nat({ max: 2 }) }),
  { maxLength: 30 },
).map((boxes) => boxes.map(({ y, x, height, width, category }, index) => ({ corners: [y, x, y + height, x + width] as const, score: Math.fround(1 - index / 32), category })));

const indicesOf = (chosen: readonly Candidate[], all: readonly Candidate[]) => chosen.map(({ score }) => all.findIndex((candidate) => candidate.score === score));

describe('choose', () => {
  it('does what shipped suppression does where it is hard', () => {
    fc.assert(fc.property(candidates, (all) => {
      const expected = suppress(
        Float32Array.from(all.flatMap(({ corners }) => corners)), Float32Array.from(all, ({ score }) => score),
        { iouThreshold: hard.threshold, scoreThreshold: hard.scoreThreshold, maxOutputs: 20 }, Int32Array.from(all, ({ category }) => category),
      );
      expect(indicesOf(choose(all, hard, 20), all)).toEqual(expected);
    }));
  });

  it('keeps every box where suppression is soft, with at most its score', () => {
    fc.assert(fc.property(candidates, fc.constantFrom('linear' as const, 'gaussian' as const), (all, kind) => {
      const chosen = choose(all, { ...hard, kind, scoreThreshold: 0 }, 100);
      expect(Math.max(0, ...chosen.map(({ score }) => score))).toBe(Math.max(0, ...all.map(({ score }) => score)));
      for (const { corners, score, category } of chosen) {
        expect(all.some((other) => other.category === category && other.score >= score && other.corners.join() === corners.join())).toBe(true);
      }
    }));
  });

  it('lowers what is left by every better one of its class that it overlaps', () => {
    // All the same width: overlaps of a third and a third with the first two, which do not touch; the last is of another class.
    const all: Candidate[] = [[0, 10], [10, 20], [5, 15]].map(([x1 = 0, x2 = 0], index) => ({ corners: [0, x1, 10, x2], score: 0.9 - 0.1 * index, category: 0 }));
    const chosen = choose([...all, { corners: [0, 5, 10, 15], score: 0.5, category: 1 }], { ...hard, softness: 0.5 }, 9);
    expect(chosen.map(({ score }) => score)).toEqual([0.9, 0.8, 0.5, expect.closeTo(0.7 * Math.exp(-2 / 9 / 0.5), 10)]);
  });

  it('tells two things apart by their centres', () => {
    // The same overlap of 0.5: side by side, or one within the other.
    const box = (corners: Candidate['corners'], score: number): Candidate => ({ corners, score, category: 0 });
    const beside = [box([0, 0, 10, 30], 0.9), box([0, 10, 10, 40], 0.8)];
    const within = [box([0, 0, 10, 30], 0.9), box([0, 7.5, 10, 22.5], 0.8)];
    const variant: SuppressionVariant = { ...hard, kind: 'distance', threshold: 0.45 };
    expect(choose(beside, variant, 9)).toHaveLength(2);
    expect(choose(within, variant, 9)).toHaveLength(1);
  });

  it('votes for the weighted mean of what it drops', () => {
    const all: Candidate[] = [{ corners: [0, 0, 10, 10], score: 0.75, category: 0 }, { corners: [0, 0, 10, 8], score: 0.25, category: 0 }, { corners: [0, 0, 10, 5], score: 0.2, category: 1 }];
    const [kept] = choose(all, { ...hard, voting: 0.5 }, 9);
    // Weights 0.75 x 1 and 0.25 x 0.8.
    expect(kept?.corners[3]).toBeCloseTo((0.75 * 10 + 0.2 * 8) / 0.95, 10);
    expect(kept?.score).toBe(0.75);
    expect([...cornersAt(Float32Array.from(kept?.corners ?? []), 0)].slice(0, 3)).toEqual([0, 0, 10]);
  });
});
