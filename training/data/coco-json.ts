import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { CocoDataset, CocoResult } from '../../models/artifact/coco';
import { InvalidInputError, NotFoundError } from '../../models/errors';

const id = z.int();
const imageId = z.union([z.number(), z.string()], { error: (issue) => `expected a number or a string, ${given(issue.input)}` });
const flag = z.union([z.literal(0), z.literal(1)], { error: (issue) => `expected 0 or 1, ${given(issue.input)}` });
const extent = z.int().min(1, { error: (issue) => `expected 1 or more, ${given(issue.input)}` });
const box = z.tuple([z.number(), z.number(), z.number(), z.number()], { error: countError('numbers', 4) });
const size = z.tuple([extent, extent], { error: countError('numbers', 2) });
const rle = z.object({ size, counts: z.string() });
const runs = z.object({ size, counts: z.array(id) });
const segmentation = z.union([z.array(z.array(z.number())), rle, runs], {
  error: 'expected polygons (a list of lists of numbers) or { size, counts }',
});

const image = z.object({
  id: imageId,
  file_name: z.string(),
  width: extent,
  height: extent,
  labelled: z.array(id).optional(),
  source: z.string().optional(),
});

/** Some tools write null for a mask or an area that is not there; an area that is missing is the box's. */
const annotation = z
  .object({
    id,
    image_id: imageId,
    category_id: id,
    bbox: box,
    area: z.number().nullish(),
    iscrowd: flag.optional(),
    difficult: flag.optional(),
    segmentation: segmentation.nullish(),
    keypoints: z.array(z.number()).optional(),
    num_keypoints: id.optional(),
  })
  .transform(({ area, segmentation, ...rest }) => ({
    ...rest,
    area: area ?? rest.bbox[2] * rest.bbox[3],
    ...(segmentation && { segmentation }),
  }));

const category = z.object({
  id,
  name: z.string(),
  supercategory: z.string().optional(),
  keypoints: z.array(z.string()).optional(),
  skeleton: z.array(z.tuple([id, id])).optional(),
});

const dataset = z.object({ images: z.array(image), annotations: z.array(annotation), categories: z.array(category) });

const results = z.array(
  z.object({
    image_id: imageId,
    category_id: id,
    bbox: box,
    score: z.number(),
    segmentation: rle.optional(),
    keypoints: z.array(z.number()).optional(),
    file_name: z.string().optional(),
  }),
);

/**
 * Checks what `JSON.parse` gave of a COCO annotation file: its form, not its sense, so an empty box or one outside
 * its image passes, for the caller to skip and count. Unknown fields are left out.
 * @param name what the data is called in messages, usually the file
 * @throws InvalidInputError naming the first bad element, e.g. `annotations[12].bbox: expected 4 numbers, given 3`
 */
export function parseCocoDataset(data: unknown, name = 'COCO annotations'): CocoDataset {
  const parsed: CocoDataset = parse(dataset, data, name);
  checkReferences(parsed, name);
  return parsed;
}

/** Checks a list of COCO results; as `parseCocoDataset`, with paths such as `[3].score`. */
export function parseCocoResults(data: unknown, name = 'COCO results'): readonly CocoResult[] {
  return parse(results, data, name);
}

/** Reads a COCO annotation file. @throws NotFoundError, InvalidInputError */
export async function readCocoDataset(path: string): Promise<CocoDataset> {
  return parseCocoDataset(await readJson(path), path);
}

/** Reads a COCO results file. @throws NotFoundError, InvalidInputError */
export async function readCocoResults(path: string): Promise<readonly CocoResult[]> {
  return parseCocoResults(await readJson(path), path);
}

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new NotFoundError(`${path} cannot be read; expected a JSON file in COCO's format.`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidInputError(`${path} is not JSON: ${reason}`, { cause });
  }
}

function parse<T>(schema: z.ZodType<T>, data: unknown, name: string): T {
  const parsed = schema.safeParse(data, {
    error: (issue) => (issue.code === 'invalid_type' ? `expected ${expectedNames[issue.expected] ?? issue.expected}, ${given(issue.input)}` : undefined),
  });
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  const more = parsed.error.issues.length - 1;
  throw new InvalidInputError(
    `${name}: ${first ? describeIssue(first) : 'not understood'}${more > 0 ? ` (and ${more} more)` : ''}`,
  );
}

const expectedNames: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a string',
  array: 'a list',
  object: 'an object',
};

function describeIssue(issue: z.core.$ZodIssue): string {
  const path = issue.path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text ? `${text}.${String(key)}` : String(key)),
    '',
  );
  return path ? `${path}: ${issue.message}` : issue.message;
}

function countError(what: string, count: number) {
  return (issue: { input?: unknown }): string => {
    const { input } = issue;
    return `expected ${count} ${what}, ${Array.isArray(input) ? `given ${input.length}` : given(input)}`;
  };
}

function given(input: unknown): string {
  if (input === undefined) return 'which is missing';
  if (Array.isArray(input)) return `given a list of ${input.length}`;
  if (typeof input === 'object' && input !== null) return 'given an object';
  return `given ${JSON.stringify(input)}`;
}

/** Ids are unique, and every annotation belongs to an image and a category of the file. */
function checkReferences({ images, annotations, categories }: CocoDataset, name: string): void {
  const imageIds = uniqueIds(images, `${name}: images`);
  const categoryIds = uniqueIds(categories, `${name}: categories`);
  for (const [index, { image_id, category_id }] of annotations.entries()) {
    if (!imageIds.has(image_id)) {
      throw new InvalidInputError(`${name}: annotations[${index}].image_id: expected the id of one of the ${images.length} images, given ${JSON.stringify(image_id)}`);
    }
    if (!categoryIds.has(category_id)) {
      throw new InvalidInputError(`${name}: annotations[${index}].category_id: expected the id of one of the ${categories.length} categories, given ${category_id}`);
    }
  }
}

function uniqueIds<Id>(records: readonly { readonly id: Id }[], name: string): ReadonlySet<Id> {
  const seen = new Set<Id>();
  for (const [index, record] of records.entries()) {
    if (seen.has(record.id)) {
      throw new InvalidInputError(`${name}[${index}].id: expected an id of its own, given ${JSON.stringify(record.id)} a second time`);
    }
    seen.add(record.id);
  }
  return seen;
}
