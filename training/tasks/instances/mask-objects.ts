import { segmentationRle, hasMask } from '../../data/sources/coco/segmentation-rle';
import type { Rle } from '../../../models/geometry/rle';
import type { Box } from '../../../models/geometry/box';
import type { DetectionRecord } from '../../data/record';

/** A picture and what is cut out in it. */
export interface MaskedPicture {
  readonly record: DetectionRecord;
  readonly objects: readonly MaskedObject[];
}

export interface MaskedObject {
  /** In the picture's pixels. */
  readonly box: Box;
  /** Index of the category. */
  readonly category: number;
  readonly mask: () => Rle;
}

/**
 * The objects that teach masks: those with a mask, but for crowds, whose mask is of many, and difficult ones, and those of a class that
 * the picture does not label. Pictures without any are left out; an object without a mask teaches nothing.
 */
export function maskedPictures(records: readonly DetectionRecord[]): MaskedPicture[] {
  return records.flatMap((record) => {
    const objects = record.annotations.flatMap(({ box, category, ignore, segmentation }): MaskedObject[] =>
      (ignore || !hasMask(segmentation) ? [] : [{ box, category, mask: () => segmentationRle(segmentation, record.height, record.width) }]));
    return objects.length === 0 ? [] : [{ record, objects }];
  });
}
