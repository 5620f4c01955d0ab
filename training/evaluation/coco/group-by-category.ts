import type { CocoAnnotation, CocoCategory, CocoDataset, CocoImage, CocoImageId, CocoResult } from '../../../models/artifact/coco';
import { InvalidInputError } from '../../../models/errors';

/** What part of the data is evaluated. */
export interface Selection {
  /** Ids or names of the categories that count; default: all of the data set. */
  readonly categories?: readonly (number | string)[] | undefined;
  /** Ids of the images that count; default: all of the data set. */
  readonly images?: readonly CocoImageId[] | undefined;
  /**
   * Leave out, in each image that has `labelled`, the objects and detections of categories that are not in the list:
   * nobody knows whether such a detection is right. Default: true.
   */
  readonly respectLabelled?: boolean | undefined;
}

/** What one image holds of one category. */
export interface ImageGroup {
  readonly image: CocoImage;
  readonly objects: readonly CocoAnnotation[];
  /** Best score first; equal scores in the order given. */
  readonly detections: readonly CocoResult[];
}

export interface CategoryGroup {
  readonly category: CocoCategory;
  /** In the order of the images' ids; only those that hold something of the category. */
  readonly images: readonly ImageGroup[];
}

/**
 * Sorts ground truth and detections into categories and images.
 * Detections of categories that are not evaluated are left out, as COCO's tool does.
 * @param maxDetections the best that are kept of each category in each image
 * @throws InvalidInputError for an unknown category or image, or a score that is not a number
 */
export function groupByCategory(
  dataset: CocoDataset,
  results: readonly CocoResult[],
  { categories, images, respectLabelled = true }: Selection,
  maxDetections: number,
): readonly CategoryGroup[] {
  const known = new Map(dataset.images.map((image) => [image.id, image]));
  const labelled = new Map(
    dataset.images.flatMap((image) => (respectLabelled && image.labelled ? [[image.id, new Set(image.labelled)]] : [])),
  );
  const chosen = images && chooseImages(images, known);
  const groups = selectCategories(dataset.categories, categories).map((category) => ({
    category,
    images: new Map<CocoImageId, { image: CocoImage; objects: CocoAnnotation[]; detections: CocoResult[] }>(),
  }));
  const byId = new Map(groups.map((group) => [group.category.id, group]));

  const find = (imageId: CocoImageId, categoryId: number) => {
    const image = known.get(imageId);
    if (!image) {
      throw new InvalidInputError(`A result is for image ${JSON.stringify(imageId)}, which is none of the ${known.size} images of the annotations. Evaluate results with the annotations of the same images.`);
    }
    const group = byId.get(categoryId);
    if (!group || (chosen && !chosen.has(imageId)) || labelled.get(imageId)?.has(categoryId) === false) return undefined;
    let found = group.images.get(imageId);
    if (!found) group.images.set(imageId, (found = { image, objects: [], detections: [] }));
    return found;
  };
  for (const annotation of dataset.annotations) find(annotation.image_id, annotation.category_id)?.objects.push(annotation);
  for (const result of results) {
    if (!Number.isFinite(result.score)) {
      throw new InvalidInputError(`A result for image ${JSON.stringify(result.image_id)} has the score ${result.score}; expected a number.`);
    }
    find(result.image_id, result.category_id)?.detections.push(result);
  }
  return groups.map(({ category, images }) => ({
    category,
    images: [...images.values()]
      .sort((a, b) => compareIds(a.image.id, b.image.id))
      .map(({ detections, ...rest }) => ({
        ...rest,
        detections: detections.sort((a, b) => b.score - a.score).slice(0, maxDetections),
      })),
  }));
}

/** The categories that are asked for, by ascending id. @throws InvalidInputError for one that is not there */
export function selectCategories(
  categories: readonly CocoCategory[],
  wanted: readonly (number | string)[] | undefined,
): readonly CocoCategory[] {
  const found = wanted?.map((key) => {
    const category = categories.find(({ id, name }) => id === key || name === key);
    if (!category) {
      throw new InvalidInputError(`No category ${JSON.stringify(key)}; the annotations have ${categories.map(({ name }) => name).join(', ')}.`);
    }
    return category;
  });
  return [...new Set(found ?? categories)].sort((a, b) => a.id - b.id);
}

function chooseImages(images: readonly CocoImageId[], known: ReadonlyMap<CocoImageId, CocoImage>): ReadonlySet<CocoImageId> {
  const unknown = images.find((id) => !known.has(id));
  if (unknown !== undefined) {
    throw new InvalidInputError(`No image ${JSON.stringify(unknown)} among the ${known.size} of the annotations.`);
  }
  return new Set(images);
}

/** Numbers first. The order decides between detections of different images with the same score. */
function compareIds(a: CocoImageId, b: CocoImageId): number {
  if (typeof a === 'number') return typeof b === 'number' ? a - b : -1;
  if (typeof b === 'number') return 1;
  return a < b ? -1 : Number(a > b);
}
