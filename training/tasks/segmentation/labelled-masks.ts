import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { CocoAnnotation, CocoImage } from '../../../models/artifact/coco';
import { InvalidInputError, NotFoundError } from '../../../models/errors';
import { decodeRle, mergeRles } from '../../../models/geometry/rle';
import { groupBy } from '../../../models/group-by';
import { openPicture } from '../../data/pictures/open-picture';
import { picturePath } from '../../data/pictures/picture-path';
import type { Problems } from '../../data/problems';
import { categoryFinder } from '../../data/sources/category-names';
import { parseCocoDataset } from '../../data/sources/coco/coco-json';
import { hasMask, segmentationRle } from '../../data/sources/coco/segmentation-rle';

/** A picture in which every pixel's class is known. */
export interface LabelledPicture {
  readonly id: CocoImage['id'];
  readonly fileName: string;
  readonly file: string;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /** [height, width] row by row, 0 and 1, for each of the categories. */
  masks(): Promise<readonly Uint8Array[]>;
}

/** Names of pictures without extension, by split; their masks lie beside them, as `<name>.png` in `masks`. */
const splitSchema = z.object({ val: z.array(z.string()).min(1) });
const SPLIT_CLASS = 'person';

/**
 * The pictures of COCO annotations in which everything of the wanted categories has a mask, or those of a split of photographs
 * with a mask of persons each.
 * @param categories in the model's order, found by name
 * @throws NotFoundError, InvalidInputError where nothing is labelled so
 */
export async function readLabelledMasks(annotations: string, images: string, categories: readonly string[], problems: Problems): Promise<readonly LabelledPicture[]> {
  const text = await readFile(annotations, 'utf8').catch((cause: unknown) => {
    throw new NotFoundError(`${annotations} cannot be read; check --annotations.`, { cause });
  });
  const content: unknown = parsed(text, annotations);
  const split = splitSchema.safeParse(content);
  const pictures = split.success ? ofSplit(split.data.val, annotations, images, categories) : ofCoco(content, annotations, images, categories, problems);
  if (pictures.length === 0) throw new InvalidInputError(`${annotations} has no picture in which all of ${categories.join(', ')} have masks.`);
  return pictures;
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidInputError(`${file} is no JSON.`, { cause });
  }
}

function ofSplit(names: readonly string[], annotations: string, images: string, categories: readonly string[]): LabelledPicture[] {
  if (categories.length !== 1 || categories[0] !== SPLIT_CLASS) throw new InvalidInputError(`${annotations} has masks of persons; the model knows ${categories.join(', ')}.`);
  return names.map((name) => ({ id: name, fileName: `${name}.webp`, file: picturePath(images, `${name}.webp`), masks: async () => [await readMask(join(dirname(annotations), 'masks', `${name}.png`))] }));
}

/** White is the person. */
async function readMask(file: string): Promise<Uint8Array> {
  const { data } = await (await openPicture(file)).decode({ orientation: 'stored', background: [0, 0, 0] });
  return Uint8Array.from({ length: data.length / 3 }, (_, pixel) => Number((data[3 * pixel] ?? 0) > 127));
}

function ofCoco(content: unknown, annotations: string, folder: string, names: readonly string[], problems: Problems): LabelledPicture[] {
  const dataset = parseCocoDataset(content, annotations, problems);
  const find = categoryFinder(dataset.categories);
  const ids = names.map((name) => find(name)?.id);
  const unknown = names.filter((_, index) => ids[index] === undefined);
  if (unknown.length > 0) throw new InvalidInputError(`${annotations} does not have ${unknown.join(', ')}.`);
  const wanted = dataset.annotations.filter(({ category_id }) => ids.includes(category_id));
  const ofImage = groupBy(wanted, ({ image_id }) => image_id);
  return dataset.images.flatMap((image): LabelledPicture[] => {
    const things = ofImage.get(image.id) ?? [];
    const { width, height, labelled } = image;
    const known = things.length > 0 && things.every(({ segmentation, iscrowd }) => hasMask(segmentation) && iscrowd !== 1) && ids.every((id) => id !== undefined && labelled?.includes(id) !== false);
    if (!known || width === undefined || height === undefined) return [];
    return [{ id: image.id, fileName: image.file_name, file: picturePath(folder, image.file_name), width, height, masks: () => Promise.resolve(ids.map((id) => maskOf(things.filter(({ category_id }) => category_id === id), width, height))) }];
  });
}

function maskOf(things: readonly CocoAnnotation[], width: number, height: number): Uint8Array {
  const rles = things.flatMap(({ segmentation }) => (segmentation === undefined ? [] : [segmentationRle(segmentation, height, width)]));
  return rles.length === 0 ? new Uint8Array(width * height) : decodeRle(mergeRles(rles));
}
