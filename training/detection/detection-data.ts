import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Card } from '../../models/artifact/card';
import type { CocoCategory, CocoDataset } from '../../models/artifact/coco';
import { NotFoundError } from '../../models/errors';
import { readCocoDataset } from '../data/coco-json';
import { readCocoRecords } from '../data/coco-records';
import { Problems } from '../data/problems';
import type { DetectionRecord } from '../data/record';

/** What a detector learns from and is judged by. */
export interface DetectorData {
  /** Of all sets, one behind the other. */
  readonly records: readonly DetectionRecord[];
  readonly validation: ValidationSet;
  /** What is wrong with single records, which are left out; counts on while training reads pictures. */
  readonly problems: Problems;
  /** What the model's card says of the sets. */
  readonly described: NonNullable<Card['training']>['data'];
}

/**
 * Reads the sets of a run and reports what is wrong in them.
 * @param names folders below `dataDir`, separated by commas; the first has the validation set
 * @throws NotFoundError that says which file is missing and where to get it
 */
export async function readDetectorData(dataDir: string, names: string, categories: readonly CocoCategory[], report: (line: string) => void): Promise<DetectorData> {
  const [first = '', ...others] = names.split(',').map((name) => name.trim());
  const problems = new Problems();
  const sets = await Promise.all([first, ...others].map((name) => readTrainingSet(dataDir, name, categories, problems)));
  const validation = await readValidationSet(dataDir, first);
  for (const line of problems.lines()) report(line);
  return {
    records: sets.flatMap(({ records }) => records),
    validation,
    problems,
    described: sets.map(({ name, records }) => ({
      name,
      images: records.length,
      annotations: records.reduce((sum, { annotations }) => sum + annotations.length, 0),
      licence: 'photographs of Flickr, each its own; COCO annotations CC BY 4.0',
    })),
  };
}

/** A data set as the recipes expect it: a folder with `train.json` (and `val.json`), COCO annotations, and `images/`. */
export interface TrainingSet {
  readonly name: string;
  readonly records: readonly DetectionRecord[];
}

/** @throws NotFoundError that says which file is missing and where to get it */
export async function readTrainingSet(dataDir: string, name: string, categories: readonly CocoCategory[], problems: Problems): Promise<TrainingSet> {
  const annotations = expectFile(dataDir, name, 'train.json');
  const { records } = await readCocoRecords({ annotations, images: join(dataDir, name, 'images'), categories, problems });
  return { name, records };
}

/** What a detector is judged by while it trains. */
export interface ValidationSet {
  readonly dataset: CocoDataset;
  /** The file that the data set was read from. */
  readonly annotations: string;
  /** Where its pictures lie. */
  readonly folder: string;
}

async function readValidationSet(dataDir: string, name: string): Promise<ValidationSet> {
  const annotations = expectFile(dataDir, name, 'val.json');
  return { dataset: await readCocoDataset(annotations), annotations, folder: join(dataDir, name, 'images') };
}

function expectFile(dataDir: string, set: string, file: string): string {
  const path = join(dataDir, set, file);
  if (existsSync(path)) return path;
  throw new NotFoundError(
    `${path} is not there: expected COCO annotations, with the photographs in ${join(dataDir, set, 'images')}. `
    + '"npm run data -- --list" says where to get data, --data names another folder, --sets other sets in it.',
  );
}
