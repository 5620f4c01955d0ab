import { z } from 'zod';
import type { CocoSegmentation } from '../../../../models/artifact/coco';

/**
 * The records of COCO's JSON, read tolerantly: a record needs its ids and its box, what else is odd in it is passed over.
 * JSON's numbers are doubles, so an id beyond 2^53 is no longer the one that was written, and two may have become one.
 */

const id = z.int({ error: ({ input }) => inexact(input) ?? `expected a whole number, ${given(input)}` });
const imageId = z.union([id, z.string()], {
  error: ({ input }) => inexact(input) ?? `expected a whole number or a string, ${given(input)}`,
});
const box = z.tuple([z.number(), z.number(), z.number(), z.number()], {
  error: ({ input }) => `expected 4 numbers, ${Array.isArray(input) ? `given ${input.length}` : given(input)}`,
});

/** 0 and 1; some tools write false and true, null, or text. */
const flag = z
  .union([z.number(), z.boolean(), z.null(), z.enum(['0', '1'])], { error: ({ input }) => `expected 0 or 1, ${given(input)}` })
  .optional()
  .transform((value): 0 | 1 | undefined => (value === undefined ? undefined : Number(value) === 0 ? 0 : 1));

/** A field that may be missing, and counts as missing where it is not what it should be. */
const unneeded = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);

const size = z.tuple([z.int().min(1), z.int().min(1)]);
const rle = z.object({ size, counts: z.string() });
const runs = z.object({ size, counts: z.array(z.int()) });
/** A triangle is the smallest. */
const polygon = z.array(z.number()).min(6);
const segmentation: z.ZodType<CocoSegmentation> = z.union([z.array(z.array(z.number())), rle, runs, polygon.transform((flat) => [flat])]);

/** A size that is no whole number of pixels is not known: the picture says it. */
const extent = unneeded(z.int().min(1));

export const imageSchema = z.object({
  id: imageId,
  file_name: z.string(),
  width: extent,
  height: extent,
  labelled: z.array(id).nullish().transform((labelled) => labelled ?? undefined),
  source: unneeded(z.string()),
});

/** An area that is missing is the box's. */
export const annotationSchema = z
  .object({
    id: unneeded(z.int()),
    image_id: imageId,
    category_id: id,
    bbox: box,
    area: unneeded(z.number().min(0)),
    iscrowd: flag,
    difficult: flag,
    segmentation: unneeded(segmentation),
    keypoints: unneeded(z.array(z.number())),
    num_keypoints: unneeded(z.int()),
  })
  .transform((read) => ({ ...read, area: read.area ?? read.bbox[2] * read.bbox[3] }));

export const categorySchema = z.object({
  id,
  name: z.string(),
  supercategory: unneeded(z.string()),
  keypoints: unneeded(z.array(z.string())),
  skeleton: unneeded(z.array(z.tuple([z.int(), z.int()]))),
});

export const resultSchema = z.object({
  image_id: imageId,
  category_id: id,
  bbox: box,
  score: z.number(),
  segmentation: unneeded(rle),
  keypoints: unneeded(z.array(z.number())),
  file_name: unneeded(z.string()),
});

/**
 * A record, or what is wrong with it, e.g. `annotations[3].bbox: expected 4 numbers, given 3`.
 * @param at where it stands
 */
export function readRecord<Schema extends z.ZodType>(schema: Schema, record: unknown, at: string): { readonly record: z.output<Schema> } | { readonly wrong: string } {
  const parsed = schema.safeParse(record, {
    error: ({ code, expected, input }) => (code === 'invalid_type' ? `expected ${expectedNames[String(expected)] ?? String(expected)}, ${given(input)}` : undefined),
  });
  if (parsed.success) return { record: parsed.data };
  const [first] = parsed.error.issues;
  const path = (first?.path ?? []).map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return { wrong: `${at}${path}: ${first?.message ?? 'not understood'}` };
}

const expectedNames: Readonly<Record<string, string>> = { number: 'a number', string: 'a string', array: 'a list', object: 'an object' };

/** What was given in a value's place, for messages. */
export function given(input: unknown): string {
  if (input === undefined) return 'which is missing';
  if (Array.isArray(input)) return `given a list of ${input.length}`;
  if (typeof input === 'object' && input !== null) return 'given an object';
  return `given ${JSON.stringify(input)}`;
}

function inexact(input: unknown): string | undefined {
  if (typeof input !== 'number' || Math.abs(input) <= Number.MAX_SAFE_INTEGER) return undefined;
  return `given about ${input}, beyond 2^53, where JSON's numbers are not exact and two ids may become one; number anew`;
}
