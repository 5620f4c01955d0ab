import { describe, expect, it } from 'vitest';
import { SubsequenceAligner, type Alignment } from '../../../../models/pose/movement/subsequence-aligner';
import { Random } from '../../../../models/tensor/random';

const distance = (a: number, b: number) => (a - b) ** 2;
const PATIENT = { distance, patienceMs: Infinity };

function found(pattern: readonly number[], stream: readonly number[], mostCost: number, patienceMs = Infinity): Alignment[] {
  const aligner = new SubsequenceAligner({ ...PATIENT, pattern, mostCost, patienceMs });
  return stream.flatMap((value, index) => aligner.push(value, index) ?? []);
}

/** Dynamic time warping by its definition (Sakoe and Chiba 1978), whole against whole. */
function warped(a: readonly number[], b: readonly number[]): number {
  const costs = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(Infinity));
  const at = (i: number, j: number) => costs[i]?.[j] ?? Infinity;
  (costs[0] ?? [])[0] = 0;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) (costs[i] ?? [])[j] = distance(a[i - 1] ?? 0, b[j - 1] ?? 0) + Math.min(at(i - 1, j), at(i, j - 1), at(i - 1, j - 1));
  }
  return at(a.length, b.length);
}

describe('SubsequenceAligner', () => {
  it("finds what the paper's own example has", () => {
    // Sakurai et al. 2007, section 4.2: X = (5, 12, 6, 10, 6, 5, 13), Y = (11, 6, 9, 4), epsilon 15, squared distances.
    expect(found([11, 6, 9, 4], [5, 12, 6, 10, 6, 5, 13], 15)).toEqual([{ startMs: 1, endMs: 4, cost: 6 }]);
  });

  it('reports of all subsequences the best, with its cost by definition, and never two that overlap', () => {
    const random = new Random(3);
    let reported = 0;
    for (let round = 0; round < 60; round++) {
      const pattern = Array.from({ length: 4 + (round % 3) }, () => Math.round(6 * random.next()));
      const stream = Array.from({ length: 30 }, () => Math.round(6 * random.next()));
      const mostCost = 8;
      // So far away that nothing can become better any more.
      const alignments = found(pattern, [...stream, 1e6, 1e6], mostCost);
      const costs = new Map<string, number>();
      for (let start = 0; start < stream.length; start++) for (let end = start; end < stream.length; end++) costs.set(`${start}-${end}`, warped(pattern, stream.slice(start, end + 1)));
      for (const [index, { startMs, endMs, cost }] of alignments.entries()) {
        reported++;
        expect(cost).toBeCloseTo(costs.get(`${startMs}-${endMs}`) ?? NaN, 9);
        expect(cost).toBeLessThanOrEqual(mostCost);
        expect(startMs).toBeGreaterThan(alignments[index - 1]?.endMs ?? -1);
      }
      // The best of all is among them, or one as good that came before it.
      const best = Math.min(...costs.values());
      if (best <= mostCost) expect(Math.min(...alignments.map(({ cost }) => cost))).toBeCloseTo(best, 9);
      else expect(alignments).toEqual([]);
    }
    expect(reported).toBeGreaterThan(30);
  });

  it('does not mind the tempo: every element twice, or every second one', () => {
    const pattern = [0, 2, 4, 6, 8, 6, 4, 2, 0];
    const rest = [0, 0, 0, 0];
    const twice = pattern.flatMap((value) => [value, value]);
    expect(found(pattern, [...rest, ...twice, ...rest, 99], 1).map(({ cost }) => cost)).toEqual([0]);
    expect(found(pattern, [...rest, ...[0, 4, 8, 4, 0], ...rest, 99], 17)).toHaveLength(1);
  });

  it('waits no longer than it is told, where the stream rests on the last element', () => {
    const stream = [0, 5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25];
    const aligner = new SubsequenceAligner({ ...PATIENT, pattern: [0, 5, 0], mostCost: 4, patienceMs: 3 });
    const times = stream.flatMap((value, index) => (aligner.push(value, index) === undefined ? [] : [index]));
    expect(times.length).toBeGreaterThan(0);
    expect(times[0]).toBeLessThanOrEqual(6);
  });
});
