import { InvalidInputError } from '../../../models/errors';
import { areaOf, type Box } from '../../../models/geometry/box';
import type { CocoCategory, CocoImageId } from '../../../models/artifact/coco';
import type { Card } from '../../../models/artifact/card';
import type { AnnotatedFile } from '../../data/pictures/open-picture';
import type { Problems } from '../../data/problems';
import type { DetectionRecord } from '../../data/record';
import { categoryFinder, nameKey } from '../../data/sources/category-names';
import { cropRecords, OBJECT_CROPS } from '../../data/sources/crop-records';
import { readImageFolder } from '../../data/sources/image-folder';

/** A picture, or a part of one, and what it shows. The pixels stay in the file. */
export interface LabelledPicture extends AnnotatedFile {
  readonly id: CocoImageId;
  /** In the model's own numbering. */
  readonly categoryId: number;
  /** The part that is looked at, source pixels; may reach beyond the picture. Without it the whole picture. */
  readonly region?: Box | undefined;
}

/** Objects of a data set, each cut out with what lies around it, those of one picture one behind the other. @param categories that the records' indices are of */
export const labelledCrops = (records: readonly DetectionRecord[], categories: readonly CocoCategory[]): LabelledPicture[] =>
  cropRecords(records, OBJECT_CROPS).flatMap(({ annotations: [annotation], id, file, width, height, orientation, region }) => {
    const category = annotation && categories[annotation.category];
    return category ? [{ id, file, width, height, orientation, region, categoryId: category.id }] : [];
  });

/** Whole pictures of a data set, each by the largest object in it that can be named. @param categories that the records' indices are of */
export const labelledWholes = (records: readonly DetectionRecord[], categories: readonly CocoCategory[]): LabelledPicture[] =>
  records.flatMap(({ annotations, id, file, width, height, orientation }) => {
    const largest = annotations.filter(({ ignore }) => !ignore).toSorted((one, other) => areaOf(other.box) - areaOf(one.box))[0];
    const category = largest && categories[largest.category];
    return category ? [{ id, file, width, height, orientation, categoryId: category.id }] : [];
  });

/**
 * Pictures of a folder that holds one folder a class, named as the model names it, by one of its names (`tench, Tinca tinca`),
 * or by its id. Sorted by folder.
 * @throws NotFoundError, InvalidInputError that lists the folders that no class of the model is called by
 */
export async function readLabelledFolder(root: string, categories: Card['categories'], problems: Problems): Promise<LabelledPicture[]> {
  const { records, classes } = await readImageFolder({ root, problems });
  const find = folderFinder(categories);
  const ids = classes.map(find);
  const unknown = classes.filter((_, index) => ids[index] === undefined);
  if (unknown.length > 0) {
    throw new InvalidInputError(
      `${unknown.length} of the ${classes.length} folders in ${root} are named as no class of the model, or as more than one: ${shortened(unknown)}. `
      + `Expected a name or an id of: ${shortened(categories.map(({ id, name }) => `${name} (${id})`))}.`,
    );
  }
  return records.flatMap(({ id, file, category }) => {
    const categoryId = ids[category];
    return categoryId === undefined ? [] : [{ id, file, categoryId }];
  });
}

/** The id of the category that a folder is called after: by its whole name, by one of the names in it that no other has, by its id. */
function folderFinder(categories: Card['categories']): (folder: string) => number | undefined {
  const whole = categoryFinder(categories);
  const called = new Map<string, Set<number>>();
  for (const { id, name } of categories) {
    for (const one of [name, ...name.split(',')]) called.set(nameKey(one), (called.get(nameKey(one)) ?? new Set()).add(id));
  }
  const ids = new Map(categories.map(({ id }) => [String(id), id]));
  return (folder) => {
    const [id, ...others] = called.get(nameKey(folder)) ?? [];
    return others.length > 0 ? undefined : id ?? whole(folder)?.id ?? ids.get(folder);
  };
}

/** `a, b, c and 997 more` */
const shortened = (names: readonly string[], most = 20): string => `${names.slice(0, most).join(', ')}${names.length > most ? ` and ${names.length - most} more` : ''}`;
