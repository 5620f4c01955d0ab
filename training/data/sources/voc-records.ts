import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import type { CocoCategory } from '../../../models/artifact/coco';
import { InvalidInputError, NotFoundError } from '../../../models/errors';
import { annotatedBox } from './annotated-box';
import { VOC_CATEGORIES } from './categories';
import { categoryFinder } from './category-names';
import { inParallel } from '../in-parallel';
import { Problems } from '../problems';
import type { DetectionData, DetectionRecord, RecordAnnotation } from '../record';

export interface VocRecordsOptions {
  /** A year's folder, `VOCdevkit/VOC2007`, with Annotations/, ImageSets/ and JPEGImages/. */
  readonly root: string;
  /** Name of a list in ImageSets/Main, such as `trainval`, or the path of a list that ends in `.txt`. */
  readonly split: string;
  /** The network's categories; those that VOC does not have are unlabelled. By default the 20 of VOC under COCO's names and ids. */
  readonly categories?: readonly CocoCategory[] | undefined;
  /** Gathers what was skipped. */
  readonly problems?: Problems | undefined;
}

const number = z.string().trim().min(1).transform(Number).pipe(z.number());
const annotationSchema = z.object({
  annotation: z.object({
    size: z.object({ width: number.pipe(z.int().positive()), height: number.pipe(z.int().positive()) }),
    object: z.array(z.object({
      name: z.string(),
      difficult: z.string().optional(),
      bndbox: z.object({ xmin: z.string(), ymin: z.string(), xmax: z.string(), ymax: z.string() }),
    })).default([]),
  }),
});

const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'object' });

/**
 * Reads PASCAL VOC annotations, in the order of the list. Difficult objects are to be ignored.
 * What makes no sense and what is not there is skipped and reported to `problems`.
 * @throws NotFoundError without the list, InvalidInputError when none of its pictures can be read
 */
export async function readVocRecords({ root, split, categories = vocCategories, problems = new Problems() }: VocRecordsOptions): Promise<DetectionData> {
  const list = split.endsWith('.txt') ? resolve(split) : resolve(root, 'ImageSets', 'Main', `${split}.txt`);
  const lines = await readFile(list, 'utf8').catch((cause: unknown) => {
    throw new NotFoundError(`${list} cannot be read; expected a list of pictures of VOC, one name a line. Is ${resolve(root)} a folder such as VOCdevkit/VOC2007?`, { cause });
  });
  const stems = lines.split('\n').flatMap((line) => line.trim().split(/\s+/, 1)).filter((stem) => stem !== '');
  const find = categoryFinder(categories.map(({ name }, index) => ({ name, index })));
  const labelled = new Set(VOC_CATEGORIES.map(({ name }) => find(name)?.index));
  const unlabelled = [...categories.keys()].filter((index) => !labelled.has(index));

  const records = await inParallel(stems, 16, async (stem): Promise<DetectionRecord | undefined> => {
    const xml = await readFile(join(root, 'Annotations', `${stem}.xml`), 'utf8').catch(() => undefined);
    if (xml === undefined) {
      problems.add('missing file', join(root, 'Annotations', `${stem}.xml`));
      return undefined;
    }
    const parsed = parseVoc(xml);
    if (typeof parsed === 'string') {
      problems.add('bad annotation', `${stem}.xml: ${parsed}`);
      return undefined;
    }
    const { size, object: objects } = parsed.annotation;
    return {
      id: stem,
      file: resolve(root, 'JPEGImages', `${stem}.jpg`),
      ...size,
      annotations: objects.flatMap((object): RecordAnnotation[] => {
        const category = find(object.name)?.index;
        if (category === undefined) {
          if (!findVoc(object.name)) problems.add('unknown category', `${stem}.xml: ${object.name}`);
          return [];
        }
        const { xmin, ymin, xmax, ymax } = object.bndbox;
        // VOC counts pixels from 1, and its last pixel belongs to the box.
        const x = Number(xmin) - 1;
        const y = Number(ymin) - 1;
        const box = annotatedBox({ x, y, width: Number(xmax) - x, height: Number(ymax) - y }, size);
        if (typeof box === 'string') {
          problems.add('bad box', `${stem}.xml: ${box}`);
          return [];
        }
        return [{ box, category, ignore: object.difficult?.trim() === '1' || !labelled.has(category) }];
      }),
      unlabelled,
    };
  });
  const found = records.filter((record) => record !== undefined);
  if (found.length === 0) throw new InvalidInputError(`None of the ${stems.length} pictures of ${list} has annotations in ${join(root, 'Annotations')}. ${problems.lines().join(' ')}`);
  return { records: found, categories };
}

const vocCategories: readonly CocoCategory[] = VOC_CATEGORIES.map(({ id, name }) => ({ id, name }));
const findVoc = categoryFinder(vocCategories);

function parseVoc(xml: string): z.infer<typeof annotationSchema> | string {
  try {
    const parsed = annotationSchema.safeParse(parser.parse(xml));
    return parsed.success ? parsed.data : z.prettifyError(parsed.error).replaceAll('\n', ' ');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
