import type { CocoAnnotation, CocoCategory, CocoImage, CocoImageId } from '../../../../models/artifact/coco';
import { InvalidInputError } from '../../../../models/errors';
import { nameKey } from '../category-names';
import type { Problems } from '../../problems';

/** What the records of a COCO file say of one another. `name` is the file's, for messages. */

/**
 * One image an id. Which of two files an id's annotations are of nobody knows, so both are left out; the same file again
 * says nothing new.
 */
export function distinctImages(images: readonly CocoImage[], name: string, problems: Problems): readonly CocoImage[] {
  return [...groupBy(images, ({ id }) => id)].flatMap(([id, [first, ...others]]) => {
    for (const other of others) problems.add('double id', `${name}: image ${JSON.stringify(id)} is ${first.file_name} and ${other.file_name}`);
    return others.some(({ file_name }) => file_name !== first.file_name) ? [] : [first];
  });
}

/**
 * The annotations that belong to an image and a category of the file. Their own ids serve nobody here, so a double one is
 * told (pycocotools takes the last annotation in the place of all) and each counts.
 * @throws InvalidInputError where there are some and none belongs anywhere
 */
export function annotationsOf(
  images: readonly CocoImage[], categories: readonly CocoCategory[], annotations: readonly (Omit<CocoAnnotation, 'id'> & { readonly id?: number | undefined })[], name: string, problems: Problems,
): readonly CocoAnnotation[] {
  const imageIds = new Set(images.map(({ id }) => id));
  const categoryIds = new Set(categories.map(({ id }) => id));
  const seen = new Set<number>();
  const belonging = annotations.flatMap((annotation, index): CocoAnnotation[] => {
    const { id = index + 1, image_id, category_id } = annotation;
    if (!imageIds.has(image_id)) {
      problems.add('unknown image', `${name}: annotation ${id} is of image ${JSON.stringify(image_id)}`);
      return [];
    }
    if (!categoryIds.has(category_id)) {
      problems.add('unknown category', `${name}: annotation ${id} is of category ${category_id}`);
      return [];
    }
    if (seen.has(id)) problems.add('double id', `${name}: annotation ${id}`);
    seen.add(id);
    return [{ ...annotation, id }];
  });
  if (annotations.length > 0 && belonging.length === 0) {
    throw new InvalidInputError(`${name}: none of the ${annotations.length} annotations is of one of its ${images.length} images and ${categories.length} categories. ${problems.lines().join(' ')}`);
  }
  return belonging;
}

/**
 * One category a name, told apart as `nameKey` does. Of several with one name it is the one that is annotated, for some
 * tools write the name of the whole data set as a category, too.
 * @throws InvalidInputError where several are annotated, or where one id has two names
 */
export function distinctCategories(categories: readonly CocoCategory[], annotations: readonly CocoAnnotation[], name: string, problems: Problems): readonly CocoCategory[] {
  const byId = groupBy(categories, ({ id }) => id);
  for (const [id, [first, ...others]] of byId) {
    const other = others.find((category) => nameKey(category.name) !== nameKey(first.name));
    if (other) throw new InvalidInputError(`${name}: category ${id} is '${first.name}' and '${other.name}'; expected an id of its own for each.`);
  }
  const annotated = new Set(annotations.map(({ category_id }) => category_id));
  const distinct = [...byId.values()].map(([first]) => first);
  return [...groupBy(distinct, (category) => nameKey(category.name))].map(([, named]) => {
    const [first, second] = named.filter(({ id }) => annotated.has(id));
    if (first && second) {
      throw new InvalidInputError(`${name}: categories ${first.id} ('${first.name}') and ${second.id} ('${second.name}') have one name, and both are annotated. Give one of them another name, or its annotations the other's id.`);
    }
    const chosen = first ?? named[0];
    for (const { id, name: left } of named) if (id !== chosen.id) problems.add('double category', `${name}: ${id} '${left}' has no annotation, ${chosen.id} '${chosen.name}' stands for both`);
    return chosen;
  });
}

type Some<T> = [T, ...T[]];

/** In the order in which the keys first come. */
function groupBy<T, Key extends CocoImageId>(items: readonly T[], keyOf: (item: T) => Key): Map<Key, Some<T>> {
  const groups = new Map<Key, Some<T>>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
