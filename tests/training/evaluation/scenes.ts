import fc from 'fast-check';
import type { CocoAnnotation, CocoBox, CocoDataset, CocoImageId, CocoResult } from '../../../models/artifact/coco';

/** Ground truth by hand: one line an object. Ids are given out in order. */
export function sceneOf(objects: readonly (Omit<CocoAnnotation, 'id' | 'area'>)[], imageIds: readonly CocoImageId[] = [1]): CocoDataset {
  return {
    images: imageIds.map((id) => ({ id, file_name: `${id}.jpg`, width: 640, height: 480 })),
    categories: [{ id: 1, name: 'cup' }, { id: 2, name: 'spoon' }],
    annotations: objects.map((object, index) => ({ id: index + 1, area: object.bbox[2] * object.bbox[3], ...object })),
  };
}

export const cup = (bbox: CocoBox, more: Partial<CocoAnnotation> = {}) => ({ image_id: 1, category_id: 1, bbox, ...more });
export const spoon = (bbox: CocoBox, more: Partial<CocoAnnotation> = {}) => cup(bbox, { category_id: 2, ...more });
export const seenCup = (bbox: CocoBox, score: number, more: Partial<CocoResult> = {}): CocoResult => ({ image_id: 1, category_id: 1, bbox, score, ...more });
export const seenSpoon = (bbox: CocoBox, score: number): CocoResult => seenCup(bbox, score, { category_id: 2 });

const cell = fc.integer({ min: 0, max: 5 });
const placed = {
  image_id: fc.constantFrom(1, 2),
  category_id: fc.constantFrom(1, 2),
  // Near a grid, so that overlaps of every degree are common.
  bbox: fc.tuple(cell, cell, cell, cell).map(([x, y, width, height]): CocoBox => [x * 8, y * 8, 20 + width * 4, 20 + height * 4]),
};

/** Crowded pictures of two categories, some objects difficult, scores that are often equal. */
export const anyScene = fc.record({
  groundTruth: fc
    .array(fc.record({ ...placed, difficult: fc.constantFrom<0 | 1>(0, 0, 0, 1) }), { maxLength: 10 })
    .map((objects) => sceneOf(objects, [1, 2])),
  results: fc.array(fc.record({ ...placed, score: fc.integer({ min: 1, max: 8 }).map((eighths) => eighths / 8) }), { maxLength: 16 }),
});
