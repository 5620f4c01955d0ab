import { describe, expect, it } from 'vitest';
import { Problems } from '../../../../training/data/problems';
import { usableResults } from '../../../../training/evaluation/coco/usable-results';
import { cup, sceneOf, seenCup } from '../scenes';

const truth = sceneOf([cup([0, 0, 50, 50])]);
const good = seenCup([0, 0, 50, 50], 0.5);

describe('usableResults', () => {
  it('leaves out results of images and categories that are not there, and tells them', () => {
    const problems = new Problems();
    expect(usableResults(truth, [good, { ...good, image_id: 9 }, { ...good, category_id: 77 }], problems)).toEqual([good]);
    expect(problems.lines()).toEqual(['1 x unknown image: result 2, image 9', '1 x unknown category: result 3, image 1: category 77']);
  });

  it.each([
    [{ score: 99 }, 'score 99, not from 0 to 1'],
    [{ bbox: [0, 0, -5, 9] }, 'a box of -5 x 9'],
    [{ segmentation: { size: [10, 20], counts: 'abc' } }, 'a mask of 20 x 10, the image has 640 x 480'],
  ] as const)('keeps %j, as pycocotools does, and tells it', (odd, message) => {
    const problems = new Problems();
    const results = [good, { ...good, score: 0.4, ...odd }];
    expect(usableResults(truth, results, problems)).toEqual(results);
    expect(problems.lines()).toEqual([`1 x odd result: result 2, image 1: ${message}`]);
  });

  it('keeps a result given twice, whose second is wrong, and tells it', () => {
    const problems = new Problems();
    expect(usableResults(truth, [good, { ...good }, { ...good, score: 0.4 }], problems)).toHaveLength(3);
    expect(problems.lines()).toEqual(['1 x double result: result 2, image 1']);
  });

  it('refuses results of other images altogether', () => {
    expect(() => usableResults(truth, [{ ...good, image_id: 9 }], new Problems())).toThrow('None of the 1 results is of one of the 1 images');
  });
});
