import { relative, sep } from 'node:path';
import type { CocoAnnotation } from '../../../../models/artifact/coco';
import type { SizedDataset } from './coco-records';
import type { DetectionData } from '../../record';

/** Records as a COCO data set, to be written as JSON or evaluated against; `images` is the folder that file names are relative to. */
export function cocoDataset({ records, categories }: DetectionData, images: string): SizedDataset {
  const annotations: CocoAnnotation[] = [];
  for (const record of records) {
    for (const { box, category, ignore, segmentation, keypoints } of record.annotations) {
      annotations.push({
        id: annotations.length + 1,
        image_id: record.id,
        category_id: idAt(categories, category),
        bbox: [box.x, box.y, box.width, box.height],
        area: box.width * box.height,
        iscrowd: 0,
        difficult: ignore ? 1 : 0,
        ...(segmentation && { segmentation }),
        ...(keypoints && { keypoints, num_keypoints: keypoints.filter((value, at) => at % 3 === 2 && value > 0).length }),
      });
    }
  }
  return {
    images: records.map(({ id, file, width, height, unlabelled }) => ({
      id,
      file_name: relative(images, file).replaceAll(sep, '/'),
      width,
      height,
      labelled: [...categories.keys()].filter((index) => !unlabelled.includes(index)).map((index) => idAt(categories, index)),
    })),
    annotations,
    categories,
  };
}

function idAt(categories: DetectionData['categories'], index: number): number {
  const category = categories[index];
  if (!category) throw new RangeError(`There is no category ${index} among ${categories.length}.`);
  return category.id;
}
