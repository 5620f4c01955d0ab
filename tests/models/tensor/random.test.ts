import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../models/tensor/random';

const draws = (random: Random, count: number): number[] => Array.from({ length: count }, () => random.next());

describe('Random', () => {
  it('gives the numbers that the published xoshiro128** gives from the state 1, 2, 3, 4', () => {
    const random = new Random(0);
    Object.defineProperty(random, 'state', { value: Uint32Array.of(1, 2, 3, 4) });
    // First outputs by hand: rotl(2 * 5, 7) * 9, then the state becomes 7, 0, 1026, 12288.
    expect(random.next() * 2 ** 32).toBe(11520);
    expect(random.next() * 2 ** 32).toBe(0);
    expect(random.next() * 2 ** 32).toBe(5927040);
  });

  it('repeats itself under a seed and differs between seeds', () => {
    fc.assert(fc.property(fc.oneof(fc.integer(), fc.string()), (seed) => {
      expect(draws(new Random(seed), 5)).toEqual(draws(new Random(seed), 5));
    }));
    const first = new Set(Array.from({ length: 1000 }, (_, seed) => new Random(seed).next()));
    expect(first.size).toBe(1000);
  });

  it('forks by name, whatever was drawn before', () => {
    const parent = new Random(3);
    const early = draws(parent.fork('weights'), 3);
    parent.next();
    expect(draws(parent.fork('weights'), 3)).toEqual(early);
    expect(draws(parent.fork('flips'), 3)).not.toEqual(early);
  });

  it('is uniform and normal', () => {
    const random = new Random('moments');
    const count = 40_000;
    const moments = (values: number[]): [number, number] => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return [mean, values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length];
    };
    const [mean, variance] = moments(draws(random, count));
    expect(mean).toBeCloseTo(0.5, 2);
    expect(variance).toBeCloseTo(1 / 12, 2);
    const [normalMean, normalVariance] = moments(Array.from({ length: count }, () => random.normal()));
    expect(Math.abs(normalMean)).toBeLessThan(0.03);
    expect(Math.abs(normalVariance - 1)).toBeLessThan(0.05);
    const faces = new Array<number>(6).fill(0);
    for (let i = 0; i < count; i++) {
      const face = random.int(6);
      faces[face] = (faces[face] ?? NaN) + 1;
    }
    for (const face of faces) expect(Math.abs(face / count - 1 / 6)).toBeLessThan(0.02);
  });

  it('shuffles: every item stays, every place is as likely', () => {
    fc.assert(fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
      const shuffled = new Random(seed).shuffle([...items]);
      expect([...shuffled].sort((a, b) => a - b)).toEqual([...items].sort((a, b) => a - b));
    }));
    const random = new Random(9);
    const firstPlace = [0, 0, 0, 0];
    for (let i = 0; i < 8000; i++) {
      const item = random.shuffle([0, 1, 2, 3])[0] ?? 0;
      firstPlace[item] = (firstPlace[item] ?? NaN) + 1;
    }
    for (const times of firstPlace) expect(Math.abs(times / 8000 - 0.25)).toBeLessThan(0.03);
  });
});
