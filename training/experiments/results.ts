import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { InvalidInputError } from '../../models/errors';
import { repositoryRoot } from '../engines/repository-root';
import { isMissing, writeAside } from '../loop/write-aside';
import { formatExperiments } from './format-experiments';
import type { Stability } from './stability';

/** What `npm run experiment` gathers; the text beside it is written from here. */
const figures = z.record(z.string(), z.number());

/** As `measureStability` gives it. */
const stability = {
  seconds: z.number(), things: z.number(), changesPerMinute: z.number(), renamesPerMinute: z.number(),
  falsePerMinute: z.number(), falseShare: z.number(), shownShare: z.number(), delayMs: z.number(),
} satisfies Record<keyof Stability, z.ZodNumber>;

const experimentsSchema = z.strictObject({
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

const folder = join(repositoryRoot, 'training', 'experiments');
const RESULTS = join(folder, 'detection.json');
const TEXT = join(folder, 'detection.md');

export async function readExperiments(): Promise<Experiments> {
  const text = await readFile(RESULTS, 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return '{"decoding":[],"runs":[]}';
    throw error;
  });
  const parsed = experimentsSchema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new InvalidInputError(`${RESULTS} cannot be read.\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Writes the figures and the text made of them. @returns the text's file */
export async function writeExperiments(experiments: Experiments): Promise<string> {
  await writeAside(RESULTS, `${JSON.stringify(experiments, null, 1)}\n`);
  await writeAside(TEXT, formatExperiments(experiments));
  return TEXT;
}
