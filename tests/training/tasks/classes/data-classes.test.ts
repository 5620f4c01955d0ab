import { describe, expect, it } from 'vitest';
import type { CocoDataset } from '../../../../models/artifact/coco';
import { COCO_CATEGORIES } from '../../../../training/data/sources/categories';
import { dataClasses, isCoco } from '../../../../training/tasks/classes/data-classes';

/** One object of each annotated category. */
const set = (names: Readonly<Record<number, string>>, annotated = Object.keys(names).map(Number)): CocoDataset => ({
  images: [{ id: 1, file_name: 'a.jpg' }],
  categories: Object.entries(names).map(([id, name]) => ({ id: Number(id), name, supercategory: 'thing' })),
  annotations: annotated.map((category_id, index) => ({ id: index, image_id: 1, category_id, bbox: [0, 0, 9, 9], area: 81 })),
});
const classes = (...sets: readonly CocoDataset[]) => {
  const lines: string[] = [];
  return { classes: dataClasses(sets, (line) => lines.push(line)), lines };
};

describe('dataClasses', () => {
  it('gives what is annotated, and says what is not', () => {
    expect(classes(set({ 0: 'hats', 1: 'fedora', 2: 'top-hat' }, [1, 2]))).toEqual({
      classes: [{ id: 1, name: 'fedora' }, { id: 2, name: 'top-hat' }], lines: ['Left out, for nothing is annotated as such: hats.'],
    });
  });

  it('joins sets by name, with an id of its own for each', () => {
    expect(classes(set({ 1: 'fedora', 2: 'airplane' }), set({ 1: 'beret', 5: 'aeroplane', 6: 'Fedora' })).classes).toEqual([
      { id: 1, name: 'fedora' }, { id: 2, name: 'airplane' }, { id: 3, name: 'beret' },
    ]);
  });

  it("gives COCO's 80 in their order and with their ids where the names are COCO's, annotated or not", () => {
    const shuffled = Object.fromEntries(COCO_CATEGORIES.map(({ name }, index) => [79 - index, name.toUpperCase().replace(' ', '_')]));
    const found = classes(set(shuffled, [3])).classes;
    expect(found).toEqual(COCO_CATEGORIES.map(({ id, name }) => ({ id, name })));
    expect(isCoco(found)).toBe(true);
    expect(isCoco(found.slice(1))).toBe(false);
  });

  it('refuses sets without an object', () => {
    expect(() => classes(set({ 1: 'fedora' }, []))).toThrow('No object of any category is annotated (fedora)');
  });
});
