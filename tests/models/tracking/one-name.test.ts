import { describe, expect, it } from 'vitest';
import type { Detection } from '../../../models/prediction/prediction';
import { DetectionTracker } from '../../../models/tracking/detection-tracker';
import { oneNameEach, sightings } from '../../../models/tracking/one-name';

const NAMES = { car: 3, bus: 6, truck: 8 } as const;
const vehicle = (label: keyof typeof NAMES, score: number, x = 100): Detection => ({ categoryId: NAMES[label], label, score, box: { x, y: 100, width: 100, height: 60 } });

describe('oneNameEach', () => {
  it('keeps the most certain of boxes that are nearly the same, whatever their order', () => {
    const [car, bus, truck] = [vehicle('car', 0.7), vehicle('bus', 0.5, 104), vehicle('truck', 0.6, 97)];
    expect(oneNameEach([bus, truck, car])).toEqual([car]);
    expect(oneNameEach(oneNameEach([car, truck, bus]))).toEqual([car]);
  });

  it('keeps two things that overlap less', () => {
    const [car, truck] = [vehicle('car', 0.7), vehicle('truck', 0.6, 120)];
    expect(oneNameEach([car, truck])).toEqual([car, truck]);
  });

  it('says what else was said of the same place', () => {
    const [car, bus, truck] = [vehicle('car', 0.7), vehicle('bus', 0.5, 104), vehicle('truck', 0.6, 130)];
    expect(sightings([bus, truck, car])).toEqual([{ best: car, others: [bus] }, { best: truck, others: [] }]);
  });

  it('makes one thing of what is followed, which does not change its name where two are as certain', () => {
    const tracker = new DetectionTracker();
    for (let answer = 0; answer < 20; answer++) {
      const detections = [vehicle('car', 0.6 + 0.05 * (-1) ** answer), vehicle('truck', 0.6, 102), vehicle('bus', 0.51)];
      tracker.update({ prediction: { width: 640, height: 480, detections }, takenAtMs: 100 * answer, arrivedAtMs: 100 * answer, threshold: 0.5 });
      if (answer > 0) expect(tracker.at(100 * answer)).toMatchObject([{ id: 1, label: 'car' }]);
    }
  });
});
