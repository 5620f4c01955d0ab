import { z } from 'zod';

/** What every measurement of a model says, whatever its task. */

export const share = z.number().min(0).max(1);
/** 0 to 1; null where there is nothing to find. */
export const figure = share.nullable();

export const measurement = z.strictObject({
  /** Width of the input in pixels: its side where it is square. */
  size: z.int().positive(),
  /** Repeats it, in the folder that holds the data sets. */
  command: z.string(),
  /** What computed, in a line. */
  engine: z.string(),
  /** That the code was at, with `+` where files were changed since. */
  commit: z.string(),
  /** What looking at all pictures and judging the answers took, on the clock and of all threads together. */
  seconds: z.number().nonnegative(),
  cpuSeconds: z.number().nonnegative(),
  /** What says what is in the pictures, below the folder of the data sets: `objects/val.json`, or a folder with one a class. */
  annotations: z.string(),
  images: z.int().positive(),
});
