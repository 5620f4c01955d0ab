import { describe, expect, it } from 'vitest';
import { COCO_CATEGORIES, VOC_CATEGORIES } from '../../../../training/data/sources/categories';
import { categoryFinder } from '../../../../training/data/sources/category-names';

describe('categoryFinder', () => {
  const find = categoryFinder(COCO_CATEGORIES);

  it("finds COCO's categories by COCO's name and by VOC's", () => {
    for (const { id, name, vocName } of VOC_CATEGORIES) expect([find(name)?.id, find(vocName)?.id]).toEqual([id, id]);
    expect(find('fedora')).toBeUndefined();
  });

  it.each(['Traffic Light', 'traffic_light', 'TRAFFIC-LIGHT', ' traffic  light '])('takes %j for the traffic light', (name) => {
    expect(find(name)?.id).toBe(10);
  });

  it('prefers the same name to another word for the same thing', () => {
    const findIn = categoryFinder([{ name: 'couch' }, { name: 'sofa' }]);
    expect([findIn('sofa')?.name, findIn('Couch')?.name]).toEqual(['sofa', 'couch']);
    expect(categoryFinder([{ name: 'sofa' }])('couch')?.name).toBe('sofa');
  });
});
