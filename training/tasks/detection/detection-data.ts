import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Card } from '../../../models/artifact/card';
import type { CocoCategory } from '../../../models/artifact/coco';
import { NotFoundError } from '../../../models/errors';
import { readCocoDataset } from '../../data/sources/coco/coco-json';
import { locateRecords } from '../../data/sources/coco/coco-records';
import { Problems } from '../../data/problems';
import type { DetectionRecord } from '../../data/record';
import { dataClasses, isCoco } from '../classes/data-classes';
import { readValidationSet, type ValidationSet } from './validation-set';

/** What a detector learns from and is judged by. */
export interface DetectorData {
  /** Of all sets, one behind the other. */
  readonly records: readonly DetectionRecord[];
  /** What the detector learns to find, see `dataClasses`; with ids and names only, as on its card. */
  readonly categories: readonly CocoCategory[];
  readonly validation: ValidationSet;
  /** What is wrong with single records, which are left out; counts on while training reads pictures. */
  readonly problems: Problems;
  /** What the model's card says of the sets. */
  readonly described: NonNullable<Card['training']>['data'];
}

/**
 * Reads the sets of a run and reports what is wrong in them.
 * @param names folders below `dataDir`, separated by commas; the first has the validation set
 * @throws NotFoundError that says which file is missing and where to get it, InvalidInputError where the validation set cannot measure what is trained
 */
export async function readDetectorData(dataDir: string, names: string, report: (line: string) => void): Promise<DetectorData> {
  const sets = names.split(',').map((name) => name.trim());
  const problems = new Problems();
  const datasets = await Promise.all(sets.map((name) => readCocoDataset(expectFile(dataDir, name, 'train.json'), problems)));
  const categories = dataClasses(datasets, report);
  const located = await Promise.all(datasets.map((dataset, index) => {
    const set = sets[index] ?? '';
    return locateRecords(dataset, { annotations: join(dataDir, set, 'train.json'), images: imagesOf(dataDir, set), categories, problems });
  }));
  const [first = ''] = sets;
  const validation = await readValidationSet({ annotations: expectFile(dataDir, first, 'val.json'), folder: imagesOf(dataDir, first), categories, problems, report });
  for (const line of problems.lines()) report(line);
  return {
    records: located.flatMap(({ records }) => records),
    categories,
    validation,
    problems,
    described: located.map(({ records }, index) => ({
      name: sets[index] ?? '',
      images: records.length,
      annotations: records.reduce((sum, { annotations }) => sum + annotations.length, 0),
      licence: isCoco(categories) ? 'photographs of Flickr, each its own; COCO annotations CC BY 4.0' : 'not stated in the data set',
    })),
  };
}

/**
 * One set as the recipes expect it: a folder with `train.json`, COCO annotations, and `images/`.
 * @throws NotFoundError that says which file is missing and where to get it
 */
export async function readTrainingRecords(dataDir: string, name: string, categories: readonly CocoCategory[], problems: Problems): Promise<readonly DetectionRecord[]> {
  const annotations = expectFile(dataDir, name, 'train.json');
  return (await locateRecords(await readCocoDataset(annotations, problems), { annotations, images: imagesOf(dataDir, name), categories, problems })).records;
}

const imagesOf = (dataDir: string, set: string): string => join(dataDir, set, 'images');

function expectFile(dataDir: string, set: string, file: string): string {
  const path = join(dataDir, set, file);
  if (existsSync(path)) return path;
  throw new NotFoundError(
    `${path} is not there: expected COCO annotations, with the photographs in ${imagesOf(dataDir, set)}. `
    + '"npm run data -- --list" says where to get data, --data names another folder, --sets other sets in it.',
  );
}
