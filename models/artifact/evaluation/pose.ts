import { z } from 'zod';
import { figure, measurement, share } from './measurement';

/** The ten figures of COCO's keypoint challenge. */
export const OKS_FIGURES = ['ap', 'ap50', 'ap75', 'apMedium', 'apLarge', 'ar', 'ar50', 'ar75', 'arMedium', 'arLarge'] as const;

/** How well a model finds the joints of persons in their true boxes, in more depth than its card says. */
export const poseRecord = measurement.extend({
  persons: z.int().positive(),
  /** Looked at once, and where that was asked for with the mean of what the mirror image gives. */
  ways: z.array(z.strictObject({
    flip: z.boolean(),
    /** Object keypoint similarity; nothing where the annotations are of other keypoints than the model's. */
    oks: z.record(z.enum(OKS_FIGURES), figure).optional(),
    /** PCK@0.2: the mean of the keypoints' shares. */
    pck: share,
    /** That the model and the annotations both name, `share` of `persons` found. */
    keypoints: z.array(z.strictObject({ name: z.string(), persons: z.int().nonnegative(), share })),
  })).min(1),
});

export type PoseEvaluationRecord = z.infer<typeof poseRecord>;
