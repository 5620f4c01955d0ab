import { describe, expect, it } from 'vitest';
import { Meter } from '../../../app/looker/meter';

const timings = { prepare: 2, forward: 30, read: 1, decode: 1 };
const answer = (takenAt: number, waitedMs = 0) => ({ timings, takenAt, waitedMs, dropped: { busy: 1, stale: 0 }, memory: { tensors: 300, bytes: 5e6 } });

describe('the meter', () => {
  it('is silent before the first answer and after a reset', () => {
    const meter = new Meter();
    expect(meter.read(0)).toBeUndefined();
    meter.add(answer(0), 40);
    meter.reset();
    expect(meter.read(50)).toBeUndefined();
  });

  it('counts answers a second, and what an answer costs beside the model', () => {
    const meter = new Meter();
    for (let at = 0; at <= 1000; at += 50) meter.add(answer(at - 40, 5), at);
    const reading = meter.read(1000);
    expect(reading?.fps).toBeCloseTo(20);
    expect(reading?.latencyP50Ms).toBe(45);
    expect(reading?.stages).toEqual([
      { stage: 'capture', ms: 5 }, { stage: 'prepare', ms: 2 }, { stage: 'forward', ms: 30 }, { stage: 'read', ms: 1 }, { stage: 'decode', ms: 1 }, { stage: 'deliver', ms: 6 },
    ]);
    expect(reading?.dropped).toEqual({ busy: 21, stale: 0 });
    expect(reading?.memory).toEqual({ tensors: 300, bytes: 5e6 });
    for (const ms of [1, 2, 9]) meter.drew(ms);
    expect(meter.read(1000)?.stages.at(-1)).toEqual({ stage: 'draw', ms: 2 });
  });

  it('shows a server’s stages as they are told', () => {
    const meter = new Meter();
    meter.add({ ...answer(0), timings: { encode: 4, network: 20, queue: 3, open: 0, prepare: 2, forward: 30, read: 0, decode: 1 } }, 70);
    expect(meter.read(100)?.stages.map(({ stage }) => stage)).toEqual(['encode', 'network', 'queue', 'open', 'prepare', 'forward', 'read', 'decode']);
  });

  it('forgets the speed of two seconds ago, and all but the last 60 answers', () => {
    const meter = new Meter();
    for (let at = 0; at < 100; at++) meter.add(answer(at), at + 40);
    expect(meter.read(100)?.historyMs).toHaveLength(60);
    expect(meter.read(10_000)?.fps).toBe(0);
  });
});
