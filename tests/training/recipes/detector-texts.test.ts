import { describe, expect, it } from 'vitest';
import { COCO_CATEGORIES } from '../../../training/data/sources/categories';
import { describeStart } from '../../../training/recipes/command/describe-start';
import { detectorTexts } from '../../../training/recipes/detector-texts';

const coco = { name: 'finder', title: 'Finder', summary: 'Finds 80 kinds.', limits: ['Small things.'], attribution: ['start', 'COCO'] };
const of = (names: readonly string[], set = 'My Hats!') => ({ categories: names.map((name, id) => ({ id, name })), described: [{ name: set, images: 160, annotations: 3, licence: '-' }] });
const texts = (data: ReturnType<typeof of>) => detectorTexts(data, { coco, how: 'in one stage', startAttribution: ['start'] });

describe('detectorTexts', () => {
  it("says of COCO's classes what the recipe says", () => {
    expect(texts(of(COCO_CATEGORIES.map(({ name }) => name)))).toBe(coco);
  });

  it('names other classes, and a model of them apart from the recipe', () => {
    expect(texts(of(['fedora', 'beret']))).toMatchObject({ name: 'finder-my-hats', title: 'Finds fedora and beret', summary: 'Finds fedora and beret in one stage.', attribution: ['start'] });
    expect(texts(of(['a', 'b', 'c', 'd', 'e'])).title).toBe('Finds a, b, c and 2 other kinds');
    expect(texts(of(['fedora'], '...'))).toMatchObject({ name: 'finder', title: 'Finds fedora' });
  });
});

describe('describeStart', () => {
  it('says what is learned, what is new, how often it is seen, and what to expect of little', () => {
    const annotation = { box: { x: 0, y: 0, width: 9, height: 9 }, category: 1, ignore: false };
    const records = [{ id: 1, file: 'a', width: 9, height: 9, unlabelled: [], annotations: new Array<typeof annotation>(60).fill(annotation) }];
    expect(describeStart({ records, ...of(['cat', 'fedora', 'beret']) }, [true, false, false], 40)).toBe(
      '3 classes: cat (0 objects), fedora (60 objects), beret (0 objects). New to the start: fedora, beret. 1 picture, each seen about 40 times. '
      + 'Expect little of classes with fewer than 50 objects: beret. 100 or more, on pictures like those to come, make a difference.',
    );
    expect(describeStart({ records, ...of(['cat', 'dog']) }, [true, true], 40)).toContain('The start knows all of them.');
  });
});
