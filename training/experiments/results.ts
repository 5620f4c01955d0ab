import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { InvalidInputError } from '../../models/errors';
import { repositoryRoot } from '../engines/repository-root';
import { isMissing, writeAside } from '../loop/write-aside';
import { experimentsSchema, type Experiments } from './experiments-schema';
import { formatExperiments } from './format-experiments';

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
