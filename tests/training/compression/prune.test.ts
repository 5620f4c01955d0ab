import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradualShare, masked, pruneBlocks, pruneByLayer, pruneGlobally, pruneGroups } from '../../../training/compression/prune';
import { Random } from '../../../models/tensor/random';

const random = new Random(4);
const normal = (count: number, scale = 1) => Float32Array.from({ length: count }, () => scale * random.normal());
const values = new Map([
  ['large/kernel', { shape: [20, 10], values: normal(200, 10) }],
  ['small/kernel', { shape: [2, 2, 5, 8], values: normal(160) }],
  ['small/bias', { shape: [8], values: normal(8) }],
]);
const kept = (mask: Float32Array | undefined) => mask?.reduce((sum, one) => sum + one, 0);

describe('pruning', () => {
  it('by layer keeps of each the share with the greatest magnitudes, and leaves biases alone', () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (keep) => {
      const masks = pruneByLayer(values, () => keep);
      expect([...masks.keys()]).toEqual(['large/kernel', 'small/kernel']);
      for (const [name, mask] of masks) {
        const { values: all } = values.get(name) ?? { values: new Float32Array() };
        expect(kept(mask)).toBe(Math.round(keep * all.length));
        const magnitudes = (one: number) => Array.from(all.filter((_, i) => mask[i] === one), Math.abs);
        expect(Math.min(...magnitudes(1), Infinity)).toBeGreaterThanOrEqual(Math.max(...magnitudes(0), 0));
      }
    }));
  });

  it('of all layers together takes from those whose weights are small', () => {
    const masks = pruneGlobally(values, 0.5);
    expect((kept(masks.get('large/kernel')) ?? 0) + (kept(masks.get('small/kernel')) ?? 0)).toBe(180);
    expect(kept(masks.get('large/kernel'))).toBeGreaterThan(160);
  });

  it('of two in four leaves two in every four inputs of an output', () => {
    const mask = pruneGroups(values, 2, 4).get('large/kernel') ?? new Float32Array();
    const all = values.get('large/kernel')?.values ?? new Float32Array();
    for (let output = 0; output < 10; output++) {
      for (let first = 0; first < 20; first += 4) {
        const places = [0, 1, 2, 3].map((i) => (first + i) * 10 + output).sort((a, b) => Math.abs(all[b] ?? 0) - Math.abs(all[a] ?? 0));
        expect(places.map((place) => mask[place])).toEqual([1, 1, 0, 0]);
      }
    }
  });

  it('of blocks keeps whole ones', () => {
    const mask = pruneBlocks(values, 0.25, [4, 2]).get('large/kernel') ?? new Float32Array();
    expect(kept(mask)).toBe(48);
    for (let row = 0; row < 20; row++) for (let column = 0; column < 10; column++) expect(mask[row * 10 + column]).toBe(mask[(row - row % 4) * 10 + column - column % 2]);
  });

  it('comes step by step, fast at first', () => {
    expect([0, 50, 100, 200].map((step) => gradualShare(0.1, step, 100))).toEqual([1, 0.1 + 0.9 / 8, 0.1, 0.1]);
  });

  it('takes weights away', () => {
    const away = masked(values, pruneGlobally(values, 0.1));
    expect(away.get('small/bias')).toBe(values.get('small/bias'));
    expect([...away].flatMap(([name, { values: all }]) => (name.endsWith('kernel') ? [...all] : [])).filter((value) => value !== 0)).toHaveLength(36);
  });
});
