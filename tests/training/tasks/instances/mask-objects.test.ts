import { expect, it } from 'vitest';
import { areaOfRle } from '../../../../models/geometry/rle';
import { cocoRecords } from '../../../../training/data/sources/coco/coco-records';
import { Problems } from '../../../../training/data/problems';
import { maskedPictures } from '../../../../training/tasks/instances/mask-objects';

const square = [[2, 2, 6, 2, 6, 6, 2, 6]];
const thing = { bbox: [2, 2, 4, 4] as [number, number, number, number], area: 16, iscrowd: 0 as const, category_id: 1 };

it('objects with a mask teach; boxes alone, crowds, difficult ones and classes that are not labelled do not', () => {
  const { records } = cocoRecords({
    categories: [{ id: 1, name: 'cat' }, { id: 2, name: 'dog' }],
    images: [
      { id: 1, file_name: 'a.png', width: 10, height: 10, labelled: [1] },
      { id: 2, file_name: 'b.png', width: 10, height: 10 },
    ],
    annotations: [
      { ...thing, id: 1, image_id: 1, segmentation: square },
      { ...thing, id: 2, image_id: 1 },
      { ...thing, id: 3, image_id: 1, segmentation: [] },
      { ...thing, id: 4, image_id: 1, segmentation: { size: [10, 10], counts: [0, 100] }, iscrowd: 1 },
      { ...thing, id: 5, image_id: 1, segmentation: square, difficult: 1 },
      { ...thing, id: 6, image_id: 1, segmentation: square, category_id: 2 },
      { ...thing, id: 7, image_id: 2 },
    ],
  }, { images: '.', categories: [{ id: 2, name: 'dog' }, { id: 1, name: 'cat' }], problems: new Problems() });
  const pictures = maskedPictures(records);
  expect(pictures.map(({ record, objects }) => [record.id, objects.map(({ category, box }) => [category, box.x])])).toEqual([[1, [[1, 2]]]]);
  const mask = pictures[0]?.objects[0]?.mask();
  expect(mask && [mask.size, areaOfRle(mask)]).toEqual([[10, 10], 16]);
});
