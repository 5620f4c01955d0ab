import { z } from 'zod';
import { measurement } from './measurement';

/** How a model paints, in more depth than its card says. */
export const styleRecord = measurement.extend({
  /** In the order of the model's categories. */
  styles: z.array(z.strictObject({
    name: z.string(),
    /** How unlike the painting, and how unlike the photographs, pictures come out (Gatys et al. 2016): less is better. */
    styleLoss: z.number().nonnegative(),
    contentLoss: z.number().nonnegative(),
  })).min(1),
});

export type StyleEvaluationRecord = z.infer<typeof styleRecord>;
