import { expect, it } from 'vitest';
import { topFigures } from '../../../../training/tasks/classification/top-figures';

it('topFigures counts a right class that is first, among the first five, and first a class; a tie is no hit', () => {
  const ranked = (first: number, ...others: readonly number[]) => Float32Array.from({ length: 7 }, (_, index) => 10 - [first, ...others].indexOf(index) - (index === first || others.includes(index) ? 0 : 10));
  const scores = [ranked(0), ranked(0), ranked(1, 0), ranked(6, 5, 4, 3, 2, 1), new Float32Array(7)];
  const { top1, top5, meanClass } = topFigures(scores, [0, 0, 0, 1, 2]);
  expect(top1).toBeCloseTo(2 / 5);
  expect(top5).toBeCloseTo(3 / 5);
  // Class 0: two of three; class 1 and 2: none.
  expect(meanClass).toBeCloseTo((2 / 3) / 3);
});
