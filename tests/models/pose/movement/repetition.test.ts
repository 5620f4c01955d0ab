import { describe, expect, it } from 'vitest';
import { tallyOf } from '../../../../models/pose/movement/repetition';

const ending = (...ends: readonly number[]) => ends.map((endMs) => ({ startMs: endMs - 1000, endMs, depth: 1 }));

describe('tallyOf', () => {
  it('has the tempo of the newest, once there are two', () => {
    expect(tallyOf([])).toEqual({ count: 0, last: undefined, perMinute: undefined });
    expect(tallyOf(ending(5000)).perMinute).toBeUndefined();
    expect(tallyOf(ending(2000, 4000)).perMinute).toBe(30);
    expect(tallyOf(ending(0, 6000, 12_000, 13_000, 14_000, 15_000, 16_000)).perMinute).toBe(60);
  });

  it('begins a tempo anew after a rest', () => {
    const { count, perMinute } = tallyOf(ending(2000, 4000, 60_000));
    expect(count).toBe(3);
    expect(perMinute).toBeUndefined();
    expect(tallyOf(ending(2000, 4000, 60_000, 63_000)).perMinute).toBe(20);
  });
});
