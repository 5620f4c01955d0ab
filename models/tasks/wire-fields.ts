import { z } from 'zod';
import { InvalidInputError } from '../errors';
import type { BoxMask } from '../geometry/box-mask';
import { packMask, unpackMask } from '../geometry/packed-mask';
import { bytesOf, isBinary, type BinaryInput } from '../protocol/bytes';

/** Checks of what every task's predictions have, as they come over a wire. */

/** Of the source frame, in pixels. */
export const sizeFields = { width: z.int().positive(), height: z.int().positive() };

/** Of whatever is named and scored. */
export const answerFields = { categoryId: z.int(), label: z.string(), score: z.number() };

export const boxSchema = z.strictObject({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });

/** No network of ours has more along a side. */
const MOST_CELLS = 256;

const maskSizeFields = { width: z.int().positive().max(MOST_CELLS), height: z.int().positive().max(MOST_CELLS) };

/** Bytes, however they arrive. */
export const binarySchema = z.custom<BinaryInput>(isBinary, 'expected binary data').transform(bytesOf);

const wholeMask = z.strictObject({ ...maskSizeFields, values: binarySchema })
  .refine(({ width, height, values }) => values.length === width * height, 'expected a byte for each cell of the mask');

const packedMask = z.strictObject({ ...maskSizeFields, packed: binarySchema }).transform(({ packed, ...size }, context) => {
  try {
    return unpackMask(packed, size);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    context.addIssue(error.message);
    return z.NEVER;
  }
});

/** A mask as it is, or as `wireMask` makes it. @see BoxMask */
export const maskSchema = z.union([wholeMask, packedMask]);

/** A mask in a tenth of its bytes, to the nearest of sixteen levels. */
export const wireMask = (mask: BoxMask) => ({ width: mask.width, height: mask.height, packed: packMask(mask) });
