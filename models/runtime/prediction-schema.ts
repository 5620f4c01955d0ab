import { z } from 'zod';
import type { Prediction, TaskName } from './prediction';

/** Checks of predictions that come over a wire. A task that is missing here does not compile. */

const box = z.strictObject({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
const seen = { categoryId: z.int(), label: z.string(), score: z.number() };
const size = { width: z.int().positive(), height: z.int().positive() };

const schemas = {
  detection: z.strictObject({ task: z.literal('detection'), ...size, detections: z.array(z.strictObject({ ...seen, box })) }),
  classification: z.strictObject({ task: z.literal('classification'), ...size, classes: z.array(z.strictObject(seen)) }),
} satisfies { readonly [T in TaskName]: z.ZodType<Extract<Prediction, { task: T }>> };

export const predictionSchema: z.ZodType<Prediction> = z.discriminatedUnion('task', [schemas.detection, schemas.classification]);
