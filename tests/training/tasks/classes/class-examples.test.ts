import { expect, it } from 'vitest';
import { classExamples } from '../../../../training/tasks/classes/class-examples';

it('counts the objects of each class that training learns from', () => {
  const box = { x: 0, y: 0, width: 10, height: 10 };
  const object = (category: number, ignore = false) => ({ box, category, ignore });
  const record = { id: 1, file: 'a.jpg', width: 20, height: 20, unlabelled: [] };
  const counts = classExamples(
    [{ ...record, annotations: [object(0), object(0), object(1, true)] }, { ...record, annotations: [object(0)] }],
    [{ id: 1, name: 'cup' }, { id: 2, name: 'spoon' }],
  );
  expect([...counts]).toEqual([['cup', 3], ['spoon', 0]]);
});
