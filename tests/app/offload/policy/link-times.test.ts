import { describe, expect, it } from 'vitest';
import { LinkTimes } from '../../../../app/offload/policy/link-times';

function link() {
  const clock = { now: 0 };
  return { clock, times: new LinkTimes(() => clock.now) };
}

describe('LinkTimes', () => {
  it('keeps the shortest round trip of late, and says which of network and server takes longer', () => {
    const { clock, times } = link();
    for (const tripMs of [20, 5, ...Array.from({ length: 25 }, () => 9)]) {
      const answered = times.ask();
      clock.now += tripMs;
      answered();
    }
    expect(times.roundTripMs).toBe(9);
    expect([times.networkMs, times.networkIsSlower]).toEqual([0, false]);
    for (let frame = 0; frame < 3; frame++) times.answered(90, 60);
    expect([times.networkMs, times.networkIsSlower]).toEqual([90, true]);
    for (let frame = 0; frame < 7; frame++) times.answered(90, 120);
    expect(times.networkIsSlower).toBe(false);
  });

  it('forgets everything with the connection', () => {
    const { times } = link();
    times.ask()();
    times.answered(10, 1);
    times.ask();
    times.reset();
    expect([times.roundTripMs, times.networkMs, times.silent, times.networkIsSlower]).toEqual([undefined, 0, false, false]);
  });
});
