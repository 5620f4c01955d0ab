import type { CocoCategory } from '../../../models/artifact/coco';
import type { DetectionRecord } from '../../data/record';

/** How many objects of each class training learns from, by the category's name; what is to be ignored does not count. */
export function classExamples(records: readonly DetectionRecord[], categories: readonly CocoCategory[]): Map<string, number> {
  const counts = categories.map(() => 0);
  for (const { annotations } of records) {
    for (const { category, ignore } of annotations) if (!ignore) counts[category] = (counts[category] ?? 0) + 1;
  }
  return new Map(categories.map(({ name }, index) => [name, counts[index] ?? 0]));
}
