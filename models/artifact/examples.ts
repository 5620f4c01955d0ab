import { z } from 'zod';
import { cardFields } from './card';

/** What each detector sees in frames that may be shown: `public/examples/examples.json`, written by `npm run examples` beside the pictures. */
export const examplesSchema = z.strictObject({
  /** Of all pictures. */
  credit: z.string(),
  examples: z.array(z.strictObject({
    model: z.string(),
    /** SHA-256 of the weights that looked: others may see something else. */
    weights: cardFields.shape.weights.shape.sha256,
    /** The frame in which most is right and nothing wrong, and the one in which most is wrong. */
    kind: z.enum(['hit', 'miss']),
    file: z.string(),
    width: z.int().positive(),
    height: z.int().positive(),
    /** What was seen, and what of it is not there. */
    seen: z.array(z.string()),
    wrong: z.array(z.string()),
  })),
});

export type Examples = z.infer<typeof examplesSchema>;
export type Example = Examples['examples'][number];
