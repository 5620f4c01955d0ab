import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BEAT_MS, patienceFor, Watchdog } from '../../../../server/offload/pool/watchdog';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A watchdog, and a worker that uses so much of each beat, until it is called stuck or all beats are over. */
function house() {
  const reasons: string[] = [];
  const dog = new Watchdog((reason) => reasons.push(reason));
  let cpuMs = 0;
  return {
    dog, reasons,
    /** @returns after how many beats it was called stuck */
    beats: (count: number, usedMs: number): number => {
      for (let beat = 1; beat <= count; beat++) {
        vi.advanceTimersByTime(BEAT_MS);
        dog.beat(cpuMs += usedMs);
        vi.advanceTimersByTime(0);
        if (reasons.length > 0) return beat;
      }
      return Infinity;
    },
  };
}

describe('the watchdog', () => {
  it.each([['an endless loop', 1000], ['several threads that spin', 7500], ['one that waits for ever', 0.3]])('finds %s as soon as its time is over', (_what, usedMs) => {
    const { dog, beats, reasons } = house();
    dog.watch(5000, 'answer');
    expect(beats(20, usedMs)).toBe(6);
    expect(reasons).toEqual(['it did not answer within 5000 ms of its own time']);
  });

  it('waits for one that gets little of the processor, and for one that gets nothing at all, but not for ever', () => {
    const { dog, beats, reasons } = house();
    dog.watch(5000, 'answer');
    expect(beats(20, 20)).toBe(Infinity);
    vi.advanceTimersByTime(29_000);
    expect(reasons).toEqual([]);
    vi.advanceTimersByTime(1001);
    expect(reasons).toEqual(['it did not answer within 50000 ms']);
  });

  it('hears an answer first that has come together with the last beats', () => {
    const { dog, reasons } = house();
    dog.watch(5000, 'answer');
    for (let beat = 0; beat < 20; beat++) dog.beat(0);
    dog.rest();
    vi.advanceTimersByTime(1e6);
    expect(reasons).toEqual([]);
  });

  it('counts for each request anew, not for what was before it, and not while there is nothing to do', () => {
    const { dog, beats } = house();
    expect(beats(60, 0)).toBe(Infinity);
    for (let request = 0; request < 10; request++) {
      dog.watch(5000, 'answer');
      expect(beats(5, 1000)).toBe(Infinity);
      dog.rest();
      expect(beats(5, 1000)).toBe(Infinity);
    }
    vi.advanceTimersByTime(1e6);
    expect(beats(1, 0)).toBe(Infinity);
  });
});

it('waits longer for a frame than any may wait, and a few seconds at least', () => {
  expect([10, 2000, 60_000].map((deadlineMs) => patienceFor(deadlineMs).frameMs)).toEqual([5000, 5000, 120_000]);
});
