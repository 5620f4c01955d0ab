import type { CocoCategory, CocoDataset } from '../../../models/artifact/coco';
import { InvalidInputError } from '../../../models/errors';
import { COCO_CATEGORIES } from '../../data/sources/categories';
import { categoryFinder } from '../../data/sources/category-names';

/**
 * The classes of a detector that learns from some sets: those that have an object in one of them, in the order in which
 * they first come, a name that two sets share being one class; COCO's 80 where the sets have just these names. Ids are
 * those of the first set that has the class, or new ones where another class has that id.
 * @param report hears of categories that are left out
 * @throws InvalidInputError where there is no object at all
 */
export function dataClasses(sets: readonly CocoDataset[], report: (line: string) => void): readonly CocoCategory[] {
  const named: CocoCategory[] = [];
  const annotated = new Set<CocoCategory>();
  for (const { categories, annotations } of sets) {
    const used = new Set(annotations.map(({ category_id }) => category_id));
    for (const category of categories) {
      const known = categoryFinder(named)(category.name) ?? category;
      if (known === category) named.push(category);
      if (used.has(category.id)) annotated.add(known);
    }
  }
  if (isCoco(named)) return COCO_CATEGORIES.map(({ id, name }) => ({ id, name }));
  const classes = named.filter((category) => annotated.has(category));
  const left = named.filter((category) => !annotated.has(category));
  if (classes.length === 0) throw new InvalidInputError(`No object of any category is annotated (${named.map(({ name }) => name).join(', ')}): there is nothing to learn.`);
  if (left.length > 0) report(`Left out, for nothing is annotated as such: ${left.map(({ name }) => name).join(', ')}.`);
  const taken = new Set<number>();
  return classes.map(({ id, name }) => {
    const own = taken.has(id) ? Math.max(...taken, ...classes.map((category) => category.id)) + 1 : id;
    taken.add(own);
    return { id: own, name };
  });
}

/** Whether these are COCO's 80 categories, whatever their order and ids. */
export function isCoco(categories: readonly CocoCategory[]): boolean {
  const find = categoryFinder(categories);
  return categories.length === COCO_CATEGORIES.length && COCO_CATEGORIES.every(({ name }) => find(name) !== undefined);
}
