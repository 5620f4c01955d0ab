import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { energyOf } from '../../../../app/compare/figures/energy';
import { mainAgreement, Measures } from '../../../../app/compare/figures/measures';
import { paretoFront } from '../../../../app/compare/figures/pareto';
import { sentences } from '../../../../app/compare/figures/words';
import { usualVariant } from '../../../../app/compare/variants';
import type { FrameResult } from '../../../../app/looker/messages';
import { sight } from '../../looker/fake-worker';
import { measured, model } from '../a-model';

const detection = (x: number) => ({ categoryId: 1, label: 'person', score: 0.9, box: { x, y: 0, width: 10, height: 10 } });
const result = (ms: number, ...xs: readonly number[]): FrameResult =>
  ({ ...sight, timings: { prepare: 2, forward: ms - 3, decode: 1 }, prediction: { task: 'detection', width: 100, height: 100, detections: xs.map(detection) } });

describe('what is measured', () => {
  it('is a median of looks, how far answers agree with the reference’s, and the median of each round', () => {
    const measures = new Measures(2);
    expect(measures.read()[0]).toMatchObject({ looks: 0, medianMs: undefined, p95Ms: undefined, roundsMs: [] });
    [20, 30, 100].forEach((ms, look) => measures.add([result(ms, 0, 50), result(2 * ms, 0)], Math.min(look, 1)));
    const [reference, other] = measures.read();
    expect(reference).toMatchObject({ looks: 3, medianMs: 30, p95Ms: 100, networkMs: 27, roundsMs: [20, 30], agreement: [] });
    expect(other).toMatchObject({ medianMs: 60, roundsMs: [40, 60] });
    expect(other && mainAgreement(other)).toBeCloseTo(2 / 3);
    expect(reference && mainAgreement(reference)).toBeUndefined();
  });

  it('follows a device that grows warm', () => {
    const measures = new Measures(1);
    for (let look = 0; look < 500; look++) measures.add([result(look < 250 ? 20 : 40)]);
    expect(measures.read()[0]).toMatchObject({ looks: 500, medianMs: 40 });
  });
});

describe('the energy of a look', () => {
  it('is that of its arithmetic and of reading its weights once', () => {
    expect(energyOf({ multiplyAdds: 1e9, parameters: 0 })).toBeCloseTo(4.6e-3);
    expect(energyOf({ multiplyAdds: 0, parameters: 1e6 })).toBeCloseTo(6.4e-4);
  });
});

describe('the front of what nothing beats', () => {
  it('has the cheapest and the best, and none of it is beaten', () => {
    expect(paretoFront([{ cost: 3, good: 0.3 }, { cost: 1, good: 0.1 }, { cost: 2, good: 0.05 }, { cost: 2, good: 0.3 }])).toEqual([1, 3]);
    fc.assert(fc.property(fc.array(fc.record({ cost: fc.integer({ min: 0, max: 9 }), good: fc.integer({ min: 0, max: 9 }) }), { minLength: 1 }), (points) => {
      const front = paretoFront(points).map((index) => points[index] ?? { cost: NaN, good: NaN });
      expect(Math.max(...front.map(({ good }) => good))).toBe(Math.max(...points.map(({ good }) => good)));
      expect(Math.min(...front.map(({ cost }) => cost))).toBe(Math.min(...points.map(({ cost }) => cost)));
      for (const { cost, good } of front) expect(points.some((other) => other.cost < cost && other.good >= good)).toBe(false);
    }));
  });
});

describe('in words', () => {
  const full = usualVariant(model('full'));
  const say = (other: ReturnType<typeof model>, figures: ReturnType<typeof measured>) => sentences([full, usualVariant(other)], [measured(50), figures])[0];

  it('smaller is said to be faster where it is', () => {
    expect(say(model('half', { sizeBytes: 2.5e6, multiplyAdds: 5e8 }), measured(30))).toBe('B downloads 2.5 MB in place of 5.0 MB and is faster: a look takes 30 ms in place of 50 ms (60 %).');
    expect(say(model('little', { multiplyAdds: 5e8 }), measured(30))).toMatch(/^B computes 50 % as much and is faster: /);
  });

  it('and where it is not, why: as much to compute, what is not the network, or an engine that is not used fully', () => {
    expect(say(model('int8', { sizeBytes: 1e6 }), measured(51))).toMatch(/^B downloads 1\.0 MB in place of 5\.0 MB and is no faster: .* It computes as much: fewer bytes/);
    expect(say(model('small', { sizeBytes: 1e6, multiplyAdds: 4e8 }), measured(52, { networkMs: 20 }))).toMatch(/Its network does run in 44 % of the time, but .* take 32 ms in place of 5\.0 ms\.$/);
    expect(say(model('sparse', { sizeBytes: 1e6, multiplyAdds: 4e8 }), measured(60))).toMatch(/^B .* is slower: .* only 7\.3 billion multiply-adds a second with it, and through 22\.2 billion/);
    expect(say(model('same', { sizeBytes: 1e6 }), measured(70, { engine: 'webgpu' }))).toMatch(/It ran on another engine\.$/);
    expect(say(model('larger', { sizeBytes: 6e6, multiplyAdds: 2e9 }), measured(70))).toMatch(/^B is not smaller than A: /);
  });

  it('nothing is said before everyone has looked often enough', () => {
    expect(say(model('half', { sizeBytes: 2.5e6 }), measured(30, { looks: 3 }))).toBeUndefined();
    expect(sentences([full], [])).toEqual([]);
  });
});
