import type { CocoDataset, CocoResult } from '../../../models/artifact/coco';
import { InvalidInputError } from '../../../models/errors';
import type { Problems } from '../../data/problems';

/**
 * The results that can be judged by annotations: those of an image and a category that is there. Others are left out, and
 * what cannot be is reported to `problems` but judged as pycocotools judges it: any score ranks, a box of no size overlaps
 * nothing, a result given twice is wrong the second time.
 * @throws InvalidInputError where there are some and none can be judged
 */
export function usableResults({ images, categories }: CocoDataset, results: readonly CocoResult[], problems: Problems): readonly CocoResult[] {
  const imageOf = new Map(images.map((image) => [image.id, image]));
  const categoryIds = new Set(categories.map(({ id }) => id));
  const seen = new Set<string>();
  const kept = results.filter((result, index) => {
    const { image_id, category_id, bbox: [, , width, height], score, segmentation } = result;
    const image = imageOf.get(image_id);
    const at = `result ${index + 1}, image ${JSON.stringify(image_id)}`;
    if (!image) {
      problems.add('unknown image', at);
      return false;
    }
    if (!categoryIds.has(category_id)) {
      problems.add('unknown category', `${at}: category ${category_id}`);
      return false;
    }
    if (score < 0 || score > 1) problems.add('odd result', `${at}: score ${score}, not from 0 to 1`);
    if (width <= 0 || height <= 0) problems.add('odd result', `${at}: a box of ${width} x ${height}`);
    const [maskHeight, maskWidth] = segmentation?.size ?? [image.height, image.width];
    if (image.width !== undefined && image.height !== undefined && (maskWidth !== image.width || maskHeight !== image.height)) {
      problems.add('odd result', `${at}: a mask of ${maskWidth} x ${maskHeight}, the image has ${image.width} x ${image.height}`);
    }
    const key = JSON.stringify([image_id, category_id, result.bbox, score]);
    if (seen.has(key)) problems.add('double result', at);
    seen.add(key);
    return true;
  });
  if (results.length > 0 && kept.length === 0) {
    throw new InvalidInputError(`None of the ${results.length} results is of one of the ${images.length} images and ${categories.length} categories of the annotations. Evaluate results with the annotations of the same images. ${problems.lines().join(' ')}`);
  }
  return kept;
}
