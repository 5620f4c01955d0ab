import { describe, expect, it } from 'vitest';
import { FrameAge } from '../../../../app/worker/frames/frame-age';

describe('the age of a frame', () => {
  it('does not matter to a stream that is on time, whatever its clock', () => {
    const age = new FrameAge(33);
    for (let at = 0; at < 1000; at += 33) expect(age.isStale((at + 987_654) * 1000, at + (at % 7))).toBe(false);
  });

  it('lets a frame go that waited, and takes the next fresh one', () => {
    const age = new FrameAge(33, 50);
    expect(age.isStale(0, 5)).toBe(false);
    expect(age.isStale(33_000, 238)).toBe(true);
    expect(age.isStale(231_000, 239)).toBe(false);
  });

  it('never starves: after two let go the third is taken', () => {
    const age = new FrameAge(33, 50, 2);
    age.isStale(0, 0);
    expect([1, 2, 3, 4, 5, 6].map((frame) => age.isStale(frame * 33_000, frame * 33 + 500))).toEqual([true, true, false, true, true, false]);
  });

  it('counts by cause what was let go, also by the stream itself', () => {
    const age = new FrameAge(33, 50);
    age.isStale(0, 0);
    age.isStale(132_000, 140);
    expect(age.takeDropped()).toEqual({ busy: 3, stale: 0 });
    age.isStale(165_000, 400);
    expect(age.ageMs).toBeCloseTo(235);
    expect(age.takeDropped()).toEqual({ busy: 0, stale: 1 });
  });

  it('counts nothing of a stream whose rate is unknown', () => {
    const age = new FrameAge(undefined);
    age.isStale(0, 0);
    age.isStale(990_000, 990);
    expect(age.takeDropped()).toEqual({ busy: 0, stale: 0 });
  });
});
