import { describe, expect, it } from 'vitest';
import { mixWeights } from '../../../training/export/mix-weights';

const weights = (...values: number[]) => new Map([['head/bias', { shape: [values.length], values: Float32Array.from(values) }]]);
const mixed = (share: number) => [...(mixWeights(weights(1, 2), weights(3, -2), share).get('head/bias')?.values ?? [])];

describe('mixWeights', () => {
  it('lies on the line from the trained weights to where they started', () => {
    expect(mixed(0)).toEqual([1, 2]);
    expect(mixed(0.25)).toEqual([1.5, 1]);
    expect(mixed(1)).toEqual([3, -2]);
  });

  it('refuses two networks that are not alike', () => {
    expect(() => mixWeights(weights(1, 2), weights(1), 0.5)).toThrow(/'head\/bias' has 2 numbers in one and 1 in the other/);
    expect(() => mixWeights(weights(1), new Map(), 0.5)).toThrow(/none in the other/);
  });
});
