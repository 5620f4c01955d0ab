import { z } from 'zod';
import type { Stability } from './stability';

/** What `npm run experiment` gathers; the text beside it is written from here. */

const figures = z.record(z.string(), z.number());

/** As `measureStability` gives it. */
const stability = {
  seconds: z.number(), things: z.number(), changesPerMinute: z.number(), renamesPerMinute: z.number(),
  falsePerMinute: z.number(), falseShare: z.number(), shownShare: z.number(), delayMs: z.number(),
} satisfies Record<keyof Stability, z.ZodNumber>;

export const experimentsSchema = z.strictObject({
  /** Ways of choosing among one model's boxes. */
  decoding: z.array(z.strictObject({ model: z.string(), size: z.int(), command: z.string(), ways: z.array(z.strictObject({ name: z.string(), figures })) })),
  /** One-stage detectors whose detections a second stage judges as well; `training`: what that was made by. */
  stages: z.array(z.strictObject({ models: z.tuple([z.string(), z.string()]), training: z.string(), size: z.int(), command: z.string(), ways: z.array(z.strictObject({ name: z.string(), figures })) })).default([]),
  /** How calm and how right what is shown of clips is: the same looks, shown in different ways. */
  stability: z.array(z.strictObject({
    model: z.string(), size: z.int(), command: z.string(),
    ways: z.array(z.strictObject({ name: z.string(), threshold: z.number(), clips: z.array(z.strictObject({ name: z.string(), ...stability })) })),
  })).default([]),
  /** Training runs: what a run is about, and its figures on the way. */
  runs: z.array(z.strictObject({ about: z.string(), command: z.string(), evaluations: z.array(z.strictObject({ images: z.int(), figures })) })),
});
export type Experiments = z.infer<typeof experimentsSchema>;
