import { describe, expect, it } from 'vitest';
import { COCO_CATEGORIES, VOC_CATEGORIES } from '../../../../training/data/sources/categories';

describe('categories', () => {
  it('has 80 different categories of COCO, ids ascending from 1 to 90', () => {
    const ids = COCO_CATEGORIES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(80);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    expect([ids[0], ids.at(-1)]).toEqual([1, 90]);
    expect(new Set(COCO_CATEGORIES.map(({ name }) => name)).size).toBe(80);
  });

  it("gives VOC's 20 categories the names and ids that COCO has", () => {
    expect(new Set(VOC_CATEGORIES.map(({ id }) => id)).size).toBe(20);
    for (const { id, name } of VOC_CATEGORIES) {
      expect(COCO_CATEGORIES.find((category) => category.id === id)?.name).toBe(name);
    }
  });
});
