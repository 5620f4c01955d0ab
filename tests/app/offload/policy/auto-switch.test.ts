import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AutoSwitch, type Decision } from '../../../../app/offload/policy/auto-switch';
import type { Place } from '../../../../app/offload/policy/latency-by-side';

/** What a simulated world is like at a time, in milliseconds. */
interface World {
  device(at: number): number;
  /** Undefined while the server is gone. */
  server(at: number, pictureShare: number): { readonly latencyMs: number; readonly transferMs: number } | undefined;
}

interface Step extends Decision {
  readonly at: number;
}

const FULL_SIDE = 640;

/** Plays frames through a world: each takes its time where it is looked at; a probe goes beside it. */
function play(world: World, untilMs: number): Step[] {
  const auto = new AutoSwitch();
  const steps: Step[] = [];
  let pending: { readonly at: number; readonly tell: () => void }[] = [];
  let freeAt = 0;
  for (let at = 0; at < untilMs; at += 20) {
    for (const { tell } of pending.filter((event) => event.at <= at).sort((a, b) => a.at - b.at)) tell();
    pending = pending.filter((event) => event.at > at);
    auto.setReachable(at, world.server(at, 1) !== undefined);
    if (at < freeAt) continue;
    const decision = auto.decide(at);
    steps.push({ at, ...decision });
    const share = (decision.encoding.side / FULL_SIDE) ** 2;
    const look = (place: Place): number => {
      const device = world.device(at);
      const server = world.server(at, share);
      if (place === 'device') {
        pending.push({ at: at + device, tell: () => auto.deviceAnswered(at + device, device) });
        return device;
      }
      if (server === undefined) return 0;
      const answeredAt = at + server.latencyMs;
      pending.push({ at: answeredAt, tell: () => auto.serverAnswered(answeredAt, server) });
      return server.latencyMs;
    };
    if (decision.probe !== undefined) look(decision.probe);
    freeAt = at + Math.max(20, look(decision.place));
  }
  return steps;
}

const steady = (device: number, server: number): World => ({ device: () => device, server: () => ({ latencyMs: server, transferMs: 10 }) });
const placeAt = (steps: readonly Step[], at: number) => steps.findLast((step) => step.at <= at)?.place;
const changes = (steps: readonly Step[]) => steps.filter((step, i) => i > 0 && step.place !== steps[i - 1]?.place).length;

/** Repeatable noise: a factor between 1 - size and 1 + size. */
const noise = (seed: number, at: number, size: number) => {
  const x = Math.sin(seed * 12.9898 + at * 78.233) * 43758.5453;
  return 1 + size * (2 * (x - Math.floor(x)) - 1);
};

describe('AutoSwitch', () => {
  it('begins on the device, and ends up where answers come clearly sooner', () => {
    const latency = fc.integer({ min: 30, max: 900 });
    fc.assert(fc.property(latency, latency, (device, server) => {
      const steps = play(steady(device, server), 40_000);
      expect(steps[0]?.place).toBe('device');
      if (server < 0.75 * device && device - server > 30) expect(placeAt(steps, 40_000)).toBe('server');
      if (server > 0.85 * device) expect(placeAt(steps, 40_000)).toBe('device');
      expect(changes(steps)).toBeLessThanOrEqual(1);
    }), { numRuns: 60 });
  });

  it('does not go back and forth between places that are about equal, however the single frames vary', () => {
    fc.assert(fc.property(fc.integer({ min: 60, max: 600 }), fc.double({ min: 0.9, max: 1.1, noNaN: true }), fc.nat(1000), (device, ratio, seed) => {
      const steps = play({
        device: (at) => device * noise(seed, at, 0.3),
        server: (at) => ({ latencyMs: device * ratio * noise(seed + 1, at, 0.3), transferMs: 10 }),
      }, 120_000);
      expect(changes(steps)).toBeLessThanOrEqual(4);
    }), { numRuns: 30 });
  });

  it('follows a device that heats up, and one that has cooled down', () => {
    const steps = play({ device: (at) => (at < 20_000 || at > 60_000 ? 60 : 400), server: () => ({ latencyMs: 150, transferMs: 10 }) }, 100_000);
    expect(placeAt(steps, 19_000)).toBe('device');
    expect(placeAt(steps, 35_000)).toBe('server');
    expect(placeAt(steps, 90_000)).toBe('device');
    expect(changes(steps)).toBe(2);
  });

  it('makes pictures coarser when the network thins out, leaves it when that does not help, and makes them finer when it is well again', () => {
    const thin = (bytesPerMs: (at: number) => number): World => ({
      device: () => 500,
      server: (at, share) => {
        const transferMs = (60_000 * share) / bytesPerMs(at);
        return { latencyMs: 100 + transferMs, transferMs };
      },
    });
    const steps = play(thin((at) => (at < 15_000 || at > 60_000 ? 3000 : 250)), 140_000);
    const sideAt = (at: number) => steps.findLast((step) => step.at <= at)?.encoding.side ?? 0;
    expect(placeAt(steps, 14_000)).toBe('server');
    expect(sideAt(14_000)).toBeGreaterThanOrEqual(400);
    expect(sideAt(30_000)).toBeLessThan(sideAt(14_000));
    expect(placeAt(steps, 50_000)).toBe('server');
    expect(sideAt(139_000)).toBeGreaterThanOrEqual(400);

    const hopeless = play(thin((at) => (at < 15_000 ? 3000 : 10)), 60_000);
    expect(placeAt(hopeless, 14_000)).toBe('server');
    expect(placeAt(hopeless, 59_000)).toBe('device');
  });

  it('is on the device with the first decision after the server is gone, and returns when it is back', () => {
    fc.assert(fc.property(fc.integer({ min: 10_000, max: 20_000 }), fc.integer({ min: 500, max: 20_000 }), (goneAt, goneMs) => {
      const backAt = goneAt + goneMs;
      const steps = play({ device: () => 600, server: (at) => (at >= goneAt && at < backAt ? undefined : { latencyMs: 120, transferMs: 10 }) }, backAt + 30_000);
      expect(placeAt(steps, goneAt - 1)).toBe('server');
      for (const { at, place, probe } of steps) {
        if (at < goneAt || at >= backAt) continue;
        expect(place).toBe('device');
        expect(probe).toBeUndefined();
      }
      expect(placeAt(steps, backAt + 29_000)).toBe('server');
    }), { numRuns: 30 });
  });

  it('comes back more and more slowly to a server that is lost again and again', () => {
    const steps = play({ device: () => 400, server: (at) => (at % 12_000 > 10_000 ? undefined : { latencyMs: 100, transferMs: 5 }) }, 240_000);
    const share = (from: number, to: number) => {
      const inside = steps.filter(({ at }) => at >= from && at < to);
      return inside.filter(({ place }) => place === 'server').length / inside.length;
    };
    expect(share(0, 60_000)).toBeGreaterThan(0);
    expect(changes(steps.filter(({ at }) => at > 120_000))).toBeLessThan(changes(steps.filter(({ at }) => at < 120_000)));
  });

  it('counts frames that the server let go as slow ones', () => {
    const auto = new AutoSwitch();
    auto.setReachable(0, true);
    for (let at = 0; at < 20_000; at += 100) {
      auto.deviceAnswered(at, 400);
      auto.serverAnswered(at, { latencyMs: 100, transferMs: 5 });
      auto.decide(at);
    }
    expect(auto.decide(20_000).place).toBe('server');
    for (let at = 20_000; at < 30_000; at += 100) {
      auto.deviceAnswered(at, 400);
      auto.serverMissed(at);
      auto.decide(at);
    }
    expect(auto.decide(30_000).place).toBe('device');
  });

  it('tries the other place now and then, not all the time', () => {
    const probes = play(steady(100, 300), 60_000).filter(({ probe }) => probe === 'server');
    expect(probes.length).toBeGreaterThan(5);
    expect(probes.length).toBeLessThan(30);
  });

  it('makes pictures in proportion to the input that the server looks with', () => {
    const auto = new AutoSwitch({ inputSide: 320 });
    const { side } = auto.decide(0).encoding;
    auto.setInputSide(512);
    expect(auto.decide(0).encoding.side / side).toBeCloseTo(512 / 320, 2);
  });

  it('says why in figures', () => {
    const steps = play(steady(480, 120), 30_000);
    expect(steps.at(-1)?.reason).toBe('The server answers in 120\u00A0ms, this device in 480\u00A0ms.');
    expect(play(steady(45, 120), 10_000).at(-1)?.reason).toBe('This device answers in 45\u00A0ms, the server in 120\u00A0ms.');
    expect(new AutoSwitch().decide(0).reason).toBe('The server does not answer.');
  });
});
