import type { Box } from '../../../models/geometry/box';
import type { DetectionRecord } from '../record';

export interface CropOptions {
  /** Side of the square that is cut out, times the longer side of the object's box; above 1 shows what lies around it. */
  readonly context: number;
  /** Objects whose longer side has fewer pixels are left out: nobody could name them. */
  readonly minimumSide: number;
}

/** What classifiers learn from and are measured by, here. */
export const OBJECT_CROPS: CropOptions = { context: 1.25, minimumSide: 32 };

/** One record an object, for classifiers: a square around it, with the one annotation. Those to be ignored are left out. */
export function cropRecords(records: readonly DetectionRecord[], { context, minimumSide }: CropOptions): DetectionRecord[] {
  return records.flatMap((record) => record.annotations.flatMap(({ box, category, ignore }, index): DetectionRecord[] => {
    const side = Math.max(box.width, box.height);
    if (ignore || side < minimumSide) return [];
    return [{ ...record, id: `${record.id}/${index}`, region: squareAround(box, side * context), annotations: [{ box, category, ignore }], unlabelled: [] }];
  }));
}

/** The square with the box in its middle; it may reach beyond the picture. */
const squareAround = ({ x, y, width, height }: Box, side: number): Box => ({ x: x + (width - side) / 2, y: y + (height - side) / 2, width: side, height: side });
