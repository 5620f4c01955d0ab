import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Meter, percentile } from '../../../app/live/meter';

const timings = { prepareMs: 2, forwardMs: 30, readMs: 1, decodeMs: 1 };

describe('the meter', () => {
  it('is silent before the first answer and after a reset', () => {
    const meter = new Meter();
    expect(meter.read(0)).toBeUndefined();
    meter.add(timings, 0, 40, 0);
    meter.reset();
    expect(meter.read(50)).toBeUndefined();
  });

  it('counts answers a second, and what an answer costs beside the model', () => {
    const meter = new Meter();
    for (let at = 0; at <= 1000; at += 50) meter.add(timings, at - 40, at, 1);
    const reading = meter.read(1000);
    expect(reading?.fps).toBeCloseTo(20);
    expect(reading?.latencyP50Ms).toBe(40);
    expect(reading?.split).toEqual({ prepareMs: 2, networkMs: 30, readMs: 1, decodeMs: 1, deliverMs: 6 });
    expect(reading?.dropped).toBe(21);
  });

  it('forgets the speed of two seconds ago, and all but the last 60 answers', () => {
    const meter = new Meter();
    for (let at = 0; at < 100; at++) meter.add(timings, at, at + 40, 0);
    expect(meter.read(100)?.historyMs).toHaveLength(60);
    expect(meter.read(10_000)?.fps).toBe(0);
  });
});

describe('a percentile', () => {
  it('is one of the values, with at least its share of them at or below it', () => {
    fc.assert(fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.double({ min: 0.01, max: 1, noNaN: true }), (values, share) => {
      const found = percentile(values, share);
      expect(values).toContain(found);
      expect(values.filter((value) => value <= found).length).toBeGreaterThanOrEqual(share * values.length - 1e-9);
      expect(values.filter((value) => value < found).length).toBeLessThan(share * values.length + 1e-9);
    }));
  });
});
