import { z } from 'zod';
import { bytesOf, isBinary, type BinaryInput } from '../protocol/bytes';

/** Checks of what every task's predictions have, as they come over a wire. */

/** Of the source frame, in pixels. */
export const sizeFields = { width: z.int().positive(), height: z.int().positive() };

/** Of whatever is named and scored. */
export const answerFields = { categoryId: z.int(), label: z.string(), score: z.number() };

export const boxSchema = z.strictObject({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });

/** No network of ours has more along a side. */
const MOST_CELLS = 256;

export const maskSizeFields = { width: z.int().positive().max(MOST_CELLS), height: z.int().positive().max(MOST_CELLS) };

export const binarySchema = z.custom<BinaryInput>(isBinary, 'expected binary data').transform(bytesOf);

/** @see BoxMask */
export const maskSchema = z.strictObject({ ...maskSizeFields, values: binarySchema })
  .refine(({ width, height, values }) => values.length === width * height, 'expected a byte for each cell of the mask');
