import type { Card } from '../../../models/artifact/card';
import type { CocoCategory, CocoImage, CocoResult } from '../../../models/artifact/coco';
import { toCocoResults } from '../../../models/artifact/coco-results';
import { InvalidInputError } from '../../../models/errors';
import { pictureFrame } from '../../../models/node/pictures/sharp-frame';
import type { Frame } from '../../../models/frames/frame';
import type { Predictor } from '../../../models/predictor';
import { annotatedOrientation } from '../../data/pictures/annotated-orientation';
import { categoryFinder } from '../../data/sources/category-names';
import { inOrder } from '../../data/batches/in-order';
import { type AnnotatedFile, openAnnotated } from '../../data/pictures/open-picture';
import { PictureError } from '../../data/pictures/picture-error';
import { annotatedFile } from '../../data/pictures/picture-path';
import type { Problems } from '../../data/problems';
import { preparedFrame } from '../prepared-frame';

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

/** Shows annotated pictures to a detector, as `predict` would, but in the pixels that they are annotated in. Pictures that cannot be used are skipped and reported. */
export async function detectImages(predictor: Pick<Predictor, 'card' | 'predict'>, options: DetectImagesOptions): Promise<DetectedImages> {
  const { images, categories, folder, scoreThreshold = 0, problems, onImage } = options;
  const datasetId = matchCategories(predictor.card.categories, categories);
  const results: CocoResult[] = [];
  const seen: CocoImage[] = [];
  const files = images.map((image) => ({ image, file: annotatedFile(folder, image) }));
  const orientation = await annotatedOrientation(files.map(({ file }) => file));
  const tasks = files.map(({ image, file }) => () => openFrame(image, { ...file, orientation }, predictor.card));
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
      for (const result of toCocoResults(prediction, image)) {
        const category_id = datasetId.get(result.category_id);
        if (category_id !== undefined) results.push({ ...result, category_id });
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
async function openFrame(image: CocoImage, file: AnnotatedFile, { input }: Pick<Card, 'input'>): Promise<{ image: CocoImage; frame: Frame } | PictureError> {
  try {
    const { picture, orientation } = await openAnnotated(file);
    return { image, frame: await preparedFrame(pictureFrame(picture, orientation), input) };
  } catch (error) {
    if (error instanceof PictureError) return error;
    throw error;
  }
}
