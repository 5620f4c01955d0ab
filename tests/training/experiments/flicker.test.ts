import { describe, expect, it } from 'vitest';
import { SegmentationTracker } from '../../../models/tracking/segmentation-tracker';
import { measureFlicker } from '../../../training/experiments/flicker';

const frame = (...values: number[]) => ({
  task: 'segmentation' as const, width: 10, height: 10,
  regions: [{ categoryId: 1, label: 'person', score: 0.9, mask: { width: values.length, height: 1, values: Uint8Array.from(values) } }],
});

describe('measureFlicker', () => {
  it('counts cells that turn and turn back, and not those that move on', () => {
    const turning = [frame(255, 120), frame(255, 135), frame(255, 120), frame(255, 135)];
    expect(measureFlicker(turning, 10, new SegmentationTracker(0))).toEqual({ flickering: 5000, lagMs: 0 });
    expect(measureFlicker([frame(255, 0), frame(255, 255), frame(255, 255)], 10, new SegmentationTracker(0)).flickering).toBe(0);
  });

  it('knows by how much what is shown is behind', () => {
    const half = { update: () => undefined, at: () => frame(128).regions };
    const { lagMs } = measureFlicker([frame(0), frame(255)], 10, half);
    expect(lagMs).toBeCloseTo(100 * (127 / 255), 6);
    expect(measureFlicker([frame(120), frame(136), frame(120)], 10, new SegmentationTracker()).lagMs).toBeGreaterThan(40);
  });
});
