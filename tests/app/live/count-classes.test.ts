import { describe, expect, it } from 'vitest';
import { countClasses, describeCounts, sameCounts } from '../../../app/live/count-classes';

const seen = (categoryId: number, label: string, score: number) => ({ categoryId, label, score, box: { x: 0, y: 0, width: 1, height: 1 } });
const detections = [seen(44, 'bottle', 0.9), seen(1, 'person', 0.8), seen(44, 'bottle', 0.5), seen(17, 'cat', 0.2)];

describe('counts of classes', () => {
  it('hold what is certain enough, in the order of the classes', () => {
    expect(countClasses(detections, 0.5)).toEqual([{ categoryId: 1, label: 'person', count: 1 }, { categoryId: 44, label: 'bottle', count: 2 }]);
    expect(countClasses(detections, 0.95)).toEqual([]);
  });

  it('can be said', () => {
    expect(describeCounts(countClasses(detections, 0.5))).toBe('person 1, bottle 2');
    expect(describeCounts([])).toBe('Nothing that the model knows');
  });

  it('are compared by class and number', () => {
    expect(sameCounts(countClasses(detections, 0.5), countClasses(detections, 0.4))).toBe(true);
    expect(sameCounts(countClasses(detections, 0.5), countClasses(detections, 0.6))).toBe(false);
    expect(sameCounts([], countClasses(detections, 0.5))).toBe(false);
  });
});
