import { z } from 'zod';
import { figure, measurement, share } from './measurement';

/** How well a detector sees, in more depth than its card says. */

/** The twelve figures of COCO's detection challenge. */
export const COCO_FIGURES = ['ap', 'ap50', 'ap75', 'apSmall', 'apMedium', 'apLarge', 'ar1', 'ar10', 'ar100', 'arSmall', 'arMedium', 'arLarge'] as const;

/** What can be wrong with a detection, and that an object was missed: the kinds of TIDE (Bolya et al. 2020). */
export const ERROR_NAMES = ['classification', 'localisation', 'both', 'duplicate', 'background', 'missed'] as const;
export type ErrorName = (typeof ERROR_NAMES)[number];

/** `gain`: what AP50 would gain if all of these were put right. */
const errors = z.strictObject({ count: z.int().nonnegative(), gain: share });

const operatingPoint = z.strictObject({ scoreThreshold: share, f1: share, precision: share, recall: share });

/** By part of the categories, all of them first. */
const cocoFigures = { name: z.string(), coco: z.record(z.enum(COCO_FIGURES), figure) };
const source = z.strictObject({
  source: z.string(),
  images: z.int().positive(),
  objects: z.int().positive(),
  scopes: z.array(z.strictObject({ name: z.string(), ap: figure, ap50: figure })),
});

export const detectionRecord = measurement.extend({
  /** To be found; crowds and difficult ones do not count. */
  objects: z.int().nonnegative(),
  /** Parts of the categories, all of them first; VOC's average precision in its two definitions. */
  scopes: z.array(z.strictObject({ ...cocoFigures, voc: z.strictObject({ elevenPoints: figure, area: figure }) })).min(1),
  /** Apart for each data set that the pictures come from; each with the same parts of the categories. */
  sources: z.array(source),
  /** Of a model that cuts things out: the same of its masks, on the images whose objects all have one. */
  masks: z.strictObject({ images: z.int().positive(), objects: z.int().nonnegative(), scopes: z.array(z.strictObject(cocoFigures)).min(1), sources: z.array(source) }).optional(),
  /** Why AP50 is not 1. Gains of different kinds do not add up. */
  errors: z.record(z.enum(ERROR_NAMES), errors),
  /** The threshold with the best F1, and what it gives; null where nothing was found. */
  best: operatingPoint.nullable(),
  /** The threshold that the live page starts with; null where none makes it right often enough, nothing where nobody asked. */
  precise: operatingPoint.nullable().optional(),
  /** In the order of the annotations; `trained`: examples in the model's own training, where the card names its data. */
  classes: z.array(z.strictObject({ name: z.string(), trained: z.int().nonnegative().optional(), objects: z.int().nonnegative(), ap: figure, ap50: figure })),
});

export type DetectionEvaluationRecord = z.infer<typeof detectionRecord>;
