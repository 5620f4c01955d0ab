import { z } from 'zod';

/** Checks of what every task's predictions have, as they come over a wire. */

/** Of the source frame, in pixels. */
export const sizeFields = { width: z.int().positive(), height: z.int().positive() };

/** Of whatever is named and scored. */
export const answerFields = { categoryId: z.int(), label: z.string(), score: z.number() };

export const boxSchema = z.strictObject({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
