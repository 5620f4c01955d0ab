import { existsSync } from 'node:fs';
import type { CocoCategory, CocoDataset } from '../../../models/artifact/coco';
import { InvalidInputError } from '../../../models/errors';
import { categoryFinder } from '../../data/sources/category-names';
import { readCocoDataset } from '../../data/sources/coco/coco-json';
import { picturePath } from '../../data/pictures/picture-path';
import type { Problems } from '../../data/problems';

/** What a detector is judged by while it trains. */
export interface ValidationSet {
  /** With those of its categories that are trained. */
  readonly dataset: CocoDataset;
  /** The file that the data set was read from. */
  readonly annotations: string;
  /** Where its pictures lie. */
  readonly folder: string;
}

export interface ValidationSetOptions extends Omit<ValidationSet, 'dataset'> {
  /** What is trained. */
  readonly categories: readonly CocoCategory[];
  readonly problems: Problems;
  /** Hears what is trained and not measured, and the other way round. */
  readonly report: (line: string) => void;
}

/**
 * Reads a validation set and makes sure, before hours of training, that it can measure what is trained.
 * @throws NotFoundError, InvalidInputError
 */
export async function readValidationSet({ annotations, folder, categories, problems, report }: ValidationSetOptions): Promise<ValidationSet> {
  const whole = await readCocoDataset(annotations, problems);
  const isTrained = categoryFinder(categories);
  const dataset = withCategories(whole, whole.categories.filter(({ name }) => isTrained(name)));
  const named = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name).join(', ');
  if (dataset.categories.length === 0) {
    throw new InvalidInputError(`${annotations} cannot measure what is trained: it has the categories ${named(whole.categories)}, and trained are ${named(categories)}.`);
  }
  const toFind = new Set(dataset.annotations.filter(({ iscrowd, difficult }) => iscrowd !== 1 && difficult !== 1).map(({ category_id }) => category_id));
  if (toFind.size === 0) {
    throw new InvalidInputError(`${annotations} cannot measure what is trained: no object of ${named(categories)} is annotated in it.`);
  }
  if (!dataset.images.some(({ file_name }) => existsSync(picturePath(folder, file_name)))) {
    throw new InvalidInputError(`${annotations} cannot measure what is trained: none of its ${dataset.images.length} pictures is in ${folder}.`);
  }
  const measured = categoryFinder(dataset.categories.filter(({ id }) => toFind.has(id)));
  const unmeasured = categories.filter(({ name }) => !measured(name));
  if (unmeasured.length > 0) report(`Trained but not measured, for ${annotations} has no object of them: ${named(unmeasured)}.`);
  const annotated = new Set(whole.annotations.map(({ category_id }) => category_id));
  const untrained = whole.categories.filter(({ id, name }) => annotated.has(id) && !isTrained(name));
  if (untrained.length > 0) report(`In ${annotations} but not trained, so not measured: ${named(untrained)}.`);
  return { dataset, annotations, folder };
}

function withCategories({ images, annotations }: CocoDataset, categories: readonly CocoCategory[]): CocoDataset {
  const ids = new Set(categories.map(({ id }) => id));
  return { images, annotations: annotations.filter(({ category_id }) => ids.has(category_id)), categories };
}
