import { describe, expect, it } from 'vitest';
import { LatencyBySide } from '../../../../app/offload/policy/latency-by-side';

describe('LatencyBySide', () => {
  const times = () => new LatencyBySide(5, 1000);
  const addAll = (all: LatencyBySide, latencies: readonly number[], at = 0) => latencies.forEach((latencyMs) => all.add('server', at, latencyMs));

  it('knows the median of the newest, for each place by itself, once there are three', () => {
    const all = times();
    addAll(all, [900, 10]);
    expect(all.medians(0)).toEqual({ device: undefined, server: undefined });
    addAll(all, [20, 30, 40, 50]);
    all.add('device', 0, 7);
    expect(all.medians(0)).toEqual({ device: undefined, server: 30 });
  });

  it('forgets what is old, and what it is told to', () => {
    const all = times();
    addAll(all, [1, 2, 3]);
    addAll(all, [10, 20], 800);
    expect(all.medians(1000).server).toBe(3);
    expect(all.medians(1001).server).toBeUndefined();
    addAll(all, [30], 800);
    expect(all.medians(1001).server).toBe(20);
    all.forget('server');
    expect(all.medians(800).server).toBeUndefined();
  });
});
