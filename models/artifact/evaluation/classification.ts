import { z } from 'zod';
import { measurement, share } from './measurement';

/** How well a classifier names what pictures show, in more depth than its card says. */
export const classificationRecord = measurement.extend({
  /** What was named: whole pictures, or objects that were cut out of them, `images` in number. */
  of: z.enum(['pictures', 'crops']),
  /** How often the right class came first, and was among the first five. */
  top1: share,
  top5: share,
  /** Mean of the classes' own top-1: every class counts alike, however rare. */
  meanClass: share,
  /** Those that occur, in the order of the model's categories. */
  classes: z.array(z.strictObject({ name: z.string(), images: z.int().positive(), top1: share, top5: share })).min(1),
  /** What was taken for what, the most frequent first; `share` of the pictures of the class. */
  confusions: z.array(z.strictObject({ name: z.string(), taken: z.string(), count: z.int().positive(), share })),
});

export type ClassificationEvaluationRecord = z.infer<typeof classificationRecord>;
