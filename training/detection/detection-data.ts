import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CocoCategory, CocoDataset } from '../../models/artifact/coco';
import { NotFoundError } from '../../models/errors';
import { readCocoDataset } from '../data/coco-json';
import { readCocoRecords } from '../data/coco-records';
import type { Problems } from '../data/problems';
import type { DetectionRecord } from '../data/record';

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

export async function readValidationSet(dataDir: string, name: string): Promise<ValidationSet> {
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
