import { describe, expect, it } from 'vitest';
import type { CocoCategory } from '../../../../models/artifact/coco';
import { COCO_CATEGORIES } from '../../../../training/data/sources/categories';
import { detectionFigures } from '../../../../training/tasks/detection/detection-metrics';

/** One thing of a category, found. */
function figuresOf(categories: readonly CocoCategory[], name: string) {
  const category_id = categories.find((category) => category.name === name)?.id ?? NaN;
  const found = { image_id: 1, category_id, bbox: [0, 0, 50, 50] } as const;
  return detectionFigures({ images: [{ id: 1, file_name: 'a.jpg' }], annotations: [{ id: 1, area: 2500, ...found }], categories }, [{ ...found, score: 0.9 }]);
}

describe('detectionFigures', () => {
  it.each<[string, readonly CocoCategory[]]>([
    ["with COCO's numbers", COCO_CATEGORIES],
    ['numbered from 0', COCO_CATEGORIES.map(({ name }, id) => ({ id, name }))],
    ['alone', [{ id: 1, name: 'person' }]],
  ])('finds a person %s', (_, categories) => {
    expect(figuresOf(categories, 'person')).toEqual({ ap: 1, ap50: 1, vocAp: 1, vocAp50: 1, personAp: 1, personAp50: 1 });
  });

  it('has -1 for what is not there', () => {
    expect(figuresOf([{ id: 1, name: 'fedora' }], 'fedora')).toEqual({ ap: 1, ap50: 1, vocAp: -1, vocAp50: -1, personAp: -1, personAp50: -1 });
  });
});
