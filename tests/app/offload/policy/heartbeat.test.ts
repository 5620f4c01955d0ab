import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Heartbeat } from '../../../../app/offload/policy/heartbeat';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** A page that asks a server all the time, over a network whose packets come in order. */
function talk(roundTripMs: number) {
  const changes: { readonly at: number; readonly gone: boolean }[] = [];
  const held = { byMs: 0 };
  const silence: Heartbeat = new Heartbeat(() => performance.now() + held.byMs, () => changes.push({ at: performance.now(), gone: silence.silent }));
  let stoppedAt = Infinity;
  let lostFrom = Infinity;
  let arrivesAt = 0;
  const ask = () => {
    const answered = silence.ask();
    const now = performance.now();
    // A packet that is lost on its way back is sent again; what follows it waits.
    const lost = now >= lostFrom;
    if (lost) lostFrom = Infinity;
    arrivesAt = Math.max(arrivesAt, now + roundTripMs + (lost ? 200 + roundTripMs : 0));
    const answeredAt = arrivesAt - roundTripMs / 2;
    setTimeout(() => { if (performance.now() <= stoppedAt) setTimeout(answered, roundTripMs / 2); }, answeredAt - now);
    setTimeout(ask, silence.pauseMs);
  };
  silence.heard();
  setTimeout(ask, silence.pauseMs);
  vi.advanceTimersByTime(10_000);
  return { silence, changes, held, stop: () => { stoppedAt = performance.now(); }, lose: () => { lostFrom = performance.now(); } };
}

const PHASES = Array.from({ length: 30 }, (_, phase) => 10 * phase);
const ROUND_TRIPS_MS = [2, 100, 200, 300, 400];

describe('a server that falls silent', () => {
  it.each(ROUND_TRIPS_MS)('is taken for gone within a second, whenever it stops, %d ms away', (roundTripMs) => {
    for (const phase of PHASES) {
      const { silence, changes, stop } = talk(roundTripMs);
      vi.advanceTimersByTime(phase);
      const stoppedAt = performance.now();
      stop();
      vi.advanceTimersByTime(999);
      expect(silence.silent).toBe(true);
      expect(changes).toHaveLength(1);
      expect(changes[0]?.at).toBeGreaterThan(stoppedAt);
      vi.clearAllTimers();
    }
  });

  it.each(ROUND_TRIPS_MS)('is not where a packet is lost, whichever that is, %d ms away', (roundTripMs) => {
    for (const phase of PHASES) {
      const { changes, lose } = talk(roundTripMs);
      vi.advanceTimersByTime(phase);
      lose();
      vi.advanceTimersByTime(5000);
      expect(changes).toEqual([]);
      vi.clearAllTimers();
    }
  });

  it('is heard again as soon as it says anything', () => {
    const { silence, changes, stop } = talk(20);
    stop();
    vi.advanceTimersByTime(5000);
    silence.heard();
    expect(changes.map(({ gone }) => gone)).toEqual([true, false]);
    expect(silence.silent).toBe(false);
  });

  it('is not where the page was held up and has not listened', () => {
    const { changes, held } = talk(20);
    held.byMs = 3000;
    vi.advanceTimersByTime(2000);
    expect(changes).toEqual([]);
  });
});

describe('Heartbeat', () => {
  it('asks more often where the network is long', () => {
    const pauses = ROUND_TRIPS_MS.map((roundTripMs) => talk(roundTripMs).silence.pauseMs);
    expect(pauses).toEqual([250, 250, 250, 250, 100]);
  });

  it('measures the shortest round trip of late, which a lost packet does not make longer', () => {
    const { silence, lose } = talk(200);
    lose();
    vi.advanceTimersByTime(1000);
    expect(silence.roundTripMs).toBe(200);
    silence.reset();
    expect(silence.roundTripMs).toBeUndefined();
  });
});
