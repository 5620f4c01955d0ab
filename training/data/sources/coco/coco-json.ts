import type { z } from 'zod';
import type { CocoDataset, CocoResult } from '../../../../models/artifact/coco';
import { InvalidInputError } from '../../../../models/errors';
import { annotationsOf, distinctCategories, distinctImages } from './coco-references';
import { annotationSchema, categorySchema, given, imageSchema, readRecord, resultSchema } from './coco-schema';
import { Problems, type ProblemKind } from '../../problems';
import { readJson } from '../read-json';

/**
 * Takes over what `JSON.parse` gave of a COCO annotation file: its form, not its sense, so an empty box or one outside its
 * image passes, for the caller to skip and count. Records that cannot be used are skipped and reported to `problems`.
 * @param name what the data is called in messages, usually the file
 * @throws InvalidInputError where nothing of a list can be used, or two annotated categories have one name or id
 */
export function parseCocoDataset(data: unknown, name = 'COCO annotations', problems = new Problems()): CocoDataset {
  const images = distinctImages(usable(imageSchema, listIn(data, 'images', name), 'bad record', `${name}: images`, problems), name, problems);
  const read = usable(annotationSchema, listIn(data, 'annotations', name), 'bad annotation', `${name}: annotations`, problems);
  const categories = usable(categorySchema, listIn(data, 'categories', name), 'bad record', `${name}: categories`, problems);
  const annotations = annotationsOf(images, categories, read, name, problems);
  return { images, annotations, categories: distinctCategories(categories, annotations, name, problems) };
}

/** Takes over a list of COCO results; as `parseCocoDataset`. */
export function parseCocoResults(data: unknown, name = 'COCO results', problems = new Problems()): readonly CocoResult[] {
  if (!Array.isArray(data)) throw new InvalidInputError(`${name}: expected a list, ${given(data)}`);
  return usable(resultSchema, data, 'bad result', `${name}: `, problems);
}

/** Reads a COCO annotation file. @throws NotFoundError, InvalidInputError */
export async function readCocoDataset(path: string, problems?: Problems): Promise<CocoDataset> {
  return parseCocoDataset(await readJson(path, "a JSON file in COCO's format"), path, problems);
}

/** Reads a COCO results file. @throws NotFoundError, InvalidInputError */
export async function readCocoResults(path: string, problems?: Problems): Promise<readonly CocoResult[]> {
  return parseCocoResults(await readJson(path, "a JSON file in COCO's results format"), path, problems);
}

function listIn(data: unknown, key: string, name: string): readonly unknown[] {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw new InvalidInputError(`${name}: expected an object, ${given(data)}`);
  const list: unknown = Object.entries(data).find(([known]) => known === key)?.[1];
  if (!Array.isArray(list)) throw new InvalidInputError(`${name}: ${key}: expected a list, ${given(list)}`);
  return list;
}

/** The records of a list that can be used. @throws InvalidInputError where there are some and none can */
function usable<Schema extends z.ZodType>(schema: Schema, list: readonly unknown[], kind: ProblemKind, where: string, problems: Problems): z.output<Schema>[] {
  const wrong: string[] = [];
  const records = list.flatMap((element, index) => {
    const read = readRecord(schema, element, `${where}[${index}]`);
    if ('record' in read) return [read.record];
    wrong.push(read.wrong);
    problems.add(kind, read.wrong);
    return [];
  });
  const [first] = wrong;
  if (first !== undefined && records.length === 0) throw new InvalidInputError(`${first}${list.length > 1 ? ` (and so on: none of the ${list.length} can be used)` : ''}`);
  return records;
}
