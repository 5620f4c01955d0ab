import { describe, expect, it } from 'vitest';
import { Meter } from '../../../app/looker/meter';

const timings = { prepareMs: 2, forwardMs: 30, readMs: 1, decodeMs: 1 };
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
    expect(reading?.split).toEqual({ captureMs: 5, prepareMs: 2, networkMs: 30, readMs: 1, decodeMs: 1, deliverMs: 6, drawMs: 0 });
    expect(reading?.dropped).toEqual({ busy: 21, stale: 0 });
    expect(reading?.memory).toEqual({ tensors: 300, bytes: 5e6 });
    for (const ms of [1, 2, 9]) meter.drew(ms);
    expect(meter.read(1000)?.split.drawMs).toBe(2);
  });

  it('forgets the speed of two seconds ago, and all but the last 60 answers', () => {
    const meter = new Meter();
    for (let at = 0; at < 100; at++) meter.add(answer(at), at + 40);
    expect(meter.read(100)?.historyMs).toHaveLength(60);
    expect(meter.read(10_000)?.fps).toBe(0);
  });
});
