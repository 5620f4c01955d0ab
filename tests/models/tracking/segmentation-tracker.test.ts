import { describe, expect, it } from 'vitest';
import { KEPT_SHARE, SegmentationTracker } from '../../../models/tracking/segmentation-tracker';

const answer = (values: readonly number[], width = values.length) => ({ prediction: {
  task: 'segmentation' as const, width: 100, height: 10,
  regions: [{ categoryId: 1, label: 'person', score: 0.9, mask: { width, height: values.length / width, values: Uint8Array.from(values) } }],
} });
const shown = (tracker: SegmentationTracker) => [...tracker.at()[0]?.mask.values ?? []];

describe('SegmentationTracker', () => {
  it('keeps what was where an answer is uncertain, and follows at once where it is certain', () => {
    const tracker = new SegmentationTracker();
    tracker.update(answer([0, 200, 255, 255]));
    tracker.update(answer([255, 128, 0, 128]));
    const [appeared, doubtful, gone, edge] = shown(tracker);
    expect([appeared, gone]).toEqual([255, 0]);
    expect(doubtful).toBeCloseTo(128 + KEPT_SHARE * (200 - 128), -1);
    expect(edge).toBeCloseTo(128 + KEPT_SHARE * 127, -1);
  });

  it('begins anew with another size, after nobody was there, and when another picture comes', () => {
    const tracker = new SegmentationTracker();
    tracker.update(answer([255, 255, 255, 255]));
    tracker.update(answer([128, 128, 128, 128], 2));
    expect(shown(tracker)).toEqual([128, 128, 128, 128]);
    tracker.update({ prediction: { ...answer([0]).prediction, regions: [] } });
    expect(tracker.at()).toEqual([]);
    tracker.update(answer([100, 100, 100, 100], 2));
    tracker.reset();
    tracker.update(answer([128, 128, 128, 128], 2));
    expect(shown(tracker)).toEqual([128, 128, 128, 128]);
  });
});
