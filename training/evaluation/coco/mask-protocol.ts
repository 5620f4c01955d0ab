import type { CocoAnnotation, CocoImage, CocoResult } from '../../../models/artifact/coco';
import { InvalidInputError } from '../../../models/errors';
import { areaOfRle, mergeRles, type Rle } from '../../../models/geometry/rle';
import { segmentationRle } from '../../data/sources/coco/segmentation-rle';
import { BOX_PROTOCOL } from './protocol';

/** COCO's detection challenge with masks: the rules of boxes, with the overlap of masks. */
export const MASK_PROTOCOL = {
  ...BOX_PROTOCOL,
  similarity: maskSimilarity,
  resultArea: ({ segmentation }: CocoResult) => (segmentation === undefined ? 0 : areaOfRle(segmentationRle(segmentation, ...segmentation.size))),
};

interface Mask {
  readonly rle: Rle;
  readonly area: number;
}

/** Intersection over union of masks, and over the detection's own area for a crowd: [detections, objects]. What has no mask overlaps nothing. */
export function maskSimilarity(detections: readonly CocoResult[], objects: readonly CocoAnnotation[], image: CocoImage): Float64Array {
  const similarity = new Float64Array(detections.length * objects.length);
  if (similarity.length === 0) return similarity;
  const [found, there] = [detections, objects].map((things) => things.map(({ segmentation }) => maskOf(segmentation, image))) as [(Mask | undefined)[], (Mask | undefined)[]];
  let at = 0;
  for (const mask of found) {
    for (const [o, { iscrowd }] of objects.entries()) similarity[at++] = overlap(mask, there[o], iscrowd === 1);
  }
  return similarity;
}

function maskOf(segmentation: CocoAnnotation['segmentation'], { file_name, height, width }: CocoImage): Mask | undefined {
  if (segmentation === undefined) return undefined;
  if (height === undefined || width === undefined) throw new InvalidInputError(`The annotations do not say the size of ${file_name}, which its masks need.`);
  const rle = segmentationRle(segmentation, height, width);
  return { rle, area: areaOfRle(rle) };
}

function overlap(first: Mask | undefined, second: Mask | undefined, overFirst: boolean): number {
  if (first === undefined || second === undefined) return 0;
  const intersection = areaOfRle(mergeRles([first.rle, second.rle], true));
  return intersection === 0 ? 0 : intersection / (overFirst ? first.area : first.area + second.area - intersection);
}
