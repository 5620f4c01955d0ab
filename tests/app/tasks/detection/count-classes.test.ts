import { describe, expect, it } from 'vitest';
import { countClasses, describeCounts, sameCounts } from '../../../../app/tasks/detection/count-classes';

const seen = (categoryId: number, label: string) => ({ categoryId, label, score: 0.9, box: { x: 0, y: 0, width: 1, height: 1 } });
const detections = [seen(44, 'bottle'), seen(1, 'person'), seen(44, 'bottle')];

describe('counts of classes', () => {
  it('come in the order of the classes', () => {
    expect(countClasses(detections)).toEqual([{ categoryId: 1, label: 'person', count: 1 }, { categoryId: 44, label: 'bottle', count: 2 }]);
    expect(countClasses([])).toEqual([]);
  });

  it('can be said', () => {
    expect(describeCounts(countClasses(detections))).toBe('person 1, bottle 2');
    expect(describeCounts([])).toBe('Nothing that the model knows');
  });

  it('are compared by class and number', () => {
    expect(sameCounts(countClasses(detections), countClasses(detections.toReversed()))).toBe(true);
    expect(sameCounts(countClasses(detections), countClasses(detections.slice(1)))).toBe(false);
    expect(sameCounts([], countClasses(detections))).toBe(false);
  });
});
