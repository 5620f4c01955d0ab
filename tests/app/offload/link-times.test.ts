import { describe, expect, it } from 'vitest';
import { ECHO_EVERY_MS, LinkTimes, WATCH_EVERY_MS } from '../../../app/offload/link-times';
import { Random } from '../../../models/tensor/random';

function link() {
  const clock = { now: 0 };
  return { clock, times: new LinkTimes(() => clock.now) };
}

/**
 * Asks and watches as the page does.
 * @param tripMs of a question and its answer; undefined: there is none @param watchFrom when it first looks
 * @returns when the server is first taken for gone, in milliseconds; undefined where that does not happen within 20 s
 */
function goneAt(tripMs: (askedAt: number) => number | undefined, watchFrom: number): number | undefined {
  const { clock, times } = link();
  const answers: { readonly at: number; readonly answered: () => void }[] = [];
  for (; clock.now < 20_000; clock.now++) {
    for (const { answered } of answers.filter(({ at }) => at === clock.now)) answered();
    if (clock.now % ECHO_EVERY_MS === 0) {
      const [answered, trip] = [times.ask(), tripMs(clock.now)];
      if (answered !== undefined && trip !== undefined) answers.push({ at: clock.now + trip, answered });
    }
    if (clock.now % WATCH_EVERY_MS === watchFrom && times.silent) return clock.now;
  }
  return undefined;
}

describe('a server that falls silent', () => {
  const phases = Array.from({ length: WATCH_EVERY_MS }, (_, phase) => phase);

  it('is taken for gone within a second, whenever it stops', () => {
    const stoppedAt = 10 * ECHO_EVERY_MS + 1;
    const waits = phases.map((phase) => (goneAt((askedAt) => (askedAt < stoppedAt ? 0 : undefined), phase) ?? Infinity) - stoppedAt);
    expect(Math.max(...waits)).toBeLessThan(1000);
  });

  it('is not where the network is slow, or loses a packet of a fast one', () => {
    expect(goneAt(() => 400, 0)).toBeUndefined();
    const random = new Random(5);
    expect(goneAt(() => (random.next() < 0.05 ? 550 : 150), 0)).toBeUndefined();
  });
});

describe('LinkTimes', () => {
  it('is silent from an open question on, unless it has heard something since', () => {
    const { clock, times } = link();
    clock.now = 100;
    expect(times.silentMs).toBe(0);
    const answered = times.ask();
    expect(times.ask()).toBeUndefined();
    clock.now = 400;
    expect(times.silentMs).toBe(300);
    times.heard();
    clock.now = 450;
    expect(times.silentMs).toBe(50);
    answered?.();
    expect([times.silentMs, times.roundTripMs]).toEqual([0, 350]);
  });

  it('keeps the shortest round trip of late, and says which of network and server takes longer', () => {
    const { clock, times } = link();
    for (const tripMs of [20, 5, ...Array.from({ length: 25 }, () => 9)]) {
      const answered = times.ask();
      clock.now += tripMs;
      answered?.();
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
    times.ask()?.();
    times.answered(10, 1);
    times.ask();
    times.reset();
    expect([times.roundTripMs, times.networkMs, times.silentMs, times.networkIsSlower]).toEqual([undefined, 0, 0, false]);
    expect(times.ask()).toBeDefined();
  });
});
