import { z } from 'zod';
import { figure, measurement } from './measurement';

/** How well a model tells pixels apart, in more depth than its card says. */
export const segmentationRecord = measurement.extend({
  /** In the order of the model's categories. */
  classes: z.array(z.strictObject({
    name: z.string(),
    /** Pictures that show it. */
    images: z.int().nonnegative(),
    /** Intersection over union of the pixels of all pictures together; null where there are none. */
    iou: figure,
    /** The mean of the pictures that show it. */
    pictureIou: figure,
    /** Of the bands along the edges alone. */
    boundaryIou: figure,
  })).min(1),
});

export type SegmentationEvaluationRecord = z.infer<typeof segmentationRecord>;
