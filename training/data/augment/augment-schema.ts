import { z } from 'zod';
import type { AugmentOptions } from './augment';

const share = z.number().min(0).max(1);
const range = z.tuple([z.number().positive(), z.number().positive()]).refine(([low, high]) => low <= high, 'expected the lower bound first');

/** The bounds of the options. Apart from them, so that the threads, which are handed checked options, start without zod. */
export const augmentSchema = z.strictObject({
  flip: share,
  scale: range,
  aspect: z.number().min(1),
  brightness: share,
  contrast: share,
  saturation: share,
  hueDegrees: z.number().min(0).max(180),
  minimumVisible: share,
}) satisfies z.ZodType<AugmentOptions>;
