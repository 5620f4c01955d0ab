import { join } from 'node:path';
import type { Card } from '../../models/artifact/card';
import type { CocoCategory, CocoImage, CocoResult } from '../../models/artifact/coco';
import { toCocoResults } from '../../models/artifact/coco-results';
import { InvalidInputError } from '../../models/errors';
import { letterbox } from '../../models/geometry/letterbox';
import type { Frame } from '../../models/runtime/frame';
import type { Predictor } from '../../models/runtime/predictor';
import { categoryFinder } from '../data/category-names';
import { inOrder } from '../data/in-order';
import { PictureError } from '../data/picture-error';
import type { Problems } from '../data/problems';
import { sharpFrame } from '../data/sharp-frame';

export interface DetectImagesOptions {
  readonly images: readonly CocoImage[];
  /** The annotations' categories; results carry their ids. */
  readonly categories: readonly CocoCategory[];
  /** Folder that `file_name` is relative to. */
  readonly folder: string;
  /** Detections below it are left out. Default: 0, for average precision looks at the whole ranking. */
  readonly scoreThreshold?: number | undefined;
  /** Gathers the pictures that could not be used. */
  readonly problems: Problems;
  readonly onImage?: ((done: number) => void) | undefined;
}

export interface DetectedImages {
  readonly results: readonly CocoResult[];
  /** The images that the model has seen. */
  readonly seen: readonly CocoImage[];
}

/** Shows annotated pictures to a detector, as `predict` would. Pictures that cannot be used are skipped and reported. */
export async function detectImages(predictor: Pick<Predictor, 'card' | 'predict'>, options: DetectImagesOptions): Promise<DetectedImages> {
  const { images, categories, folder, scoreThreshold = 0, problems, onImage } = options;
  const datasetId = matchCategories(predictor.card.categories, categories);
  const results: CocoResult[] = [];
  const seen: CocoImage[] = [];
  const tasks = images.map((image) => () => openPicture(image, folder, predictor.card));
  let done = 0;
  for await (const opened of inOrder(tasks, 2)) {
    onImage?.(++done);
    if (opened instanceof PictureError) {
      problems.add(opened.kind, opened.message);
      continue;
    }
    const { image, frame } = opened;
    try {
      const { prediction } = await predictor.predict(frame, { scoreThreshold });
      seen.push(image);
      for (const result of toCocoResults(prediction, image.file_name)) {
        const category_id = datasetId.get(result.category_id);
        if (category_id !== undefined) results.push({ ...result, image_id: image.id, category_id });
      }
    } finally {
      frame.close();
    }
  }
  return { results, seen };
}

/**
 * The data set's id for each of a model's category ids, by name (see `categoryFinder`).
 * @throws InvalidInputError where they have nothing in common
 */
export function matchCategories(
  known: readonly { readonly id: number; readonly name: string }[],
  categories: readonly CocoCategory[],
): ReadonlyMap<number, number> {
  const find = categoryFinder(categories);
  const matched = new Map(known.flatMap(({ id, name }) => {
    const found = find(name);
    return found ? [[id, found.id] as const] : [];
  }));
  if (matched.size === 0) {
    throw new InvalidInputError(`The model knows none of the annotations' categories (${categories.map(({ name }) => name).join(', ')}).`);
  }
  return matched;
}

/** Decoded and resized ahead, while the engine is busy with the picture before. */
async function openPicture(image: CocoImage, folder: string, { input }: Pick<Card, 'input'>): Promise<{ image: CocoImage; frame: Frame } | PictureError> {
  const file = join(folder, image.file_name);
  try {
    const frame = await sharpFrame(file);
    const { width = frame.width, height = frame.height } = image;
    if (frame.width !== width || frame.height !== height) {
      throw new PictureError('size differs', `${file} is ${frame.width} x ${frame.height}, its annotations are for ${width} x ${height}`);
    }
    const pixels = await frame.letterboxed(letterbox(frame, input), input.mean);
    return { image, frame: { width: frame.width, height: frame.height, letterboxed: () => pixels, close: () => frame.close() } };
  } catch (error) {
    if (error instanceof PictureError) return error;
    throw error;
  }
}
