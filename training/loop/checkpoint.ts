import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from '../../models/artifact/safetensors';
import { NotFoundError, TrainingError } from '../../models/errors';
import type { NamedValues, TensorValue } from '../../models/layers/trainable-parameters';
import { isMissing, writeAside } from './write-aside';

/**
 * Everything that a run needs to go on as if it had never stopped. The state of random generators is not in it, because
 * there is none: whatever is drawn depends on the seed and the step alone.
 */
export interface Checkpoint extends CheckpointNotes {
  /** Every parameter of the network. */
  readonly parameters: NamedValues;
  /** The moving average of the trainable ones. */
  readonly average: NamedValues;
  /** By moment, then by parameter. */
  readonly optimizer: ReadonlyMap<string, NamedValues>;
}

const notesSchema = z.strictObject({
  format: z.literal(1),
  recipe: z.string(),
  /** As the recipe's schema gave them. */
  options: z.record(z.string(), z.json()),
  seed: z.int(),
  /** What the run began with: the argument of --init. */
  init: z.string().optional(),
  /** Steps done: the next step's number. */
  step: z.int().nonnegative(),
  /** Time spent on them. */
  elapsedSeconds: z.number().nonnegative(),
});
type CheckpointNotes = z.infer<typeof notesSchema>;

export const checkpointPath = (outDir: string): string => join(outDir, 'checkpoint.safetensors');
const previousPath = (outDir: string): string => join(outDir, 'checkpoint.previous.safetensors');

/** Writes the run's checkpoint and keeps the one before. @throws what the file system says; the old one is then intact */
export async function saveCheckpoint(outDir: string, checkpoint: Checkpoint): Promise<void> {
  await writeAside(checkpointPath(outDir), encodeCheckpoint(checkpoint), previousPath(outDir));
}

/**
 * Reads the newest checkpoint of a run that is whole.
 * @param report told when that is not the last one written
 * @throws NotFoundError where there is none, TrainingError where none is whole
 */
export async function loadCheckpoint(outDir: string, report: (line: string) => void): Promise<Checkpoint> {
  const problems: string[] = [];
  for (const path of [checkpointPath(outDir), previousPath(outDir)]) {
    try {
      const checkpoint = decodeCheckpoint(await readFile(path));
      if (problems.length > 0) report(`${problems.join(' ')} Going on from the one before, ${path}, at step ${checkpoint.step}.`);
      return checkpoint;
    } catch (error) {
      if (!isMissing(error)) problems.push(`${path} cannot be used: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (problems.length === 0) throw new NotFoundError(`There is no checkpoint in ${outDir}: nothing to resume. Start without --resume, or name the run's folder with --out.`);
  throw new TrainingError(`${problems.join(' ')} No whole checkpoint is left; start anew with another --out.`);
}

/** A safetensors file: tensors `parameters/…`, `average/…`, `optimizer/<moment>/…`, the rest as JSON in its metadata. */
export function encodeCheckpoint({ parameters, average, optimizer, ...notes }: Checkpoint): Uint8Array {
  const tensors = new Map<string, StoredTensor>();
  const add = (group: string, values: NamedValues) => {
    for (const [name, { shape, values: data }] of values) tensors.set(`${group}${name}`, { dtype: 'F32', shape, data });
  };
  add(PARAMETERS, parameters);
  add(AVERAGE, average);
  for (const [moment, values] of optimizer) add(`${OPTIMIZER}${moment}/`, values);
  const json = JSON.stringify(notes);
  return encodeSafetensors(tensors, { checkpoint: json, sha256: digest(json, tensors) });
}

/** @throws Error that says what is wrong with a file that is cut off, altered, or no checkpoint */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const { checkpoint: json, sha256 } = metadata;
  if (json === undefined || sha256 === undefined) throw new TrainingError('It is not a checkpoint of a training run.');
  if (sha256 !== digest(json, tensors)) throw new TrainingError('It is damaged: its checksum is wrong.');
  const notes = notesSchema.safeParse(JSON.parse(json));
  if (!notes.success) throw new TrainingError(`It is a checkpoint of another version: ${z.prettifyError(notes.error)}`);

  const parameters = new Map<string, TensorValue>();
  const average = new Map<string, TensorValue>();
  const optimizer = new Map<string, Map<string, TensorValue>>();
  for (const [path, { dtype, shape, data }] of tensors) {
    if (dtype !== 'F32') throw new TrainingError(`Its tensor '${path}' is of type ${dtype}; expected F32.`);
    const value: TensorValue = { shape, values: data };
    if (path.startsWith(PARAMETERS)) parameters.set(path.slice(PARAMETERS.length), value);
    else if (path.startsWith(AVERAGE)) average.set(path.slice(AVERAGE.length), value);
    else {
      const [, moment = '', ...name] = path.split('/');
      const values = optimizer.get(moment) ?? new Map<string, TensorValue>();
      optimizer.set(moment, values.set(name.join('/'), value));
    }
  }
  return { ...notes.data, parameters, average, optimizer };
}

const PARAMETERS = 'parameters/';
const AVERAGE = 'average/';
const OPTIMIZER = 'optimizer/';

/** Over content, not bytes of the file, so that it can stand in the file's own header. */
function digest(json: string, tensors: ReadonlyMap<string, StoredTensor>): string {
  const hash = createHash('sha256').update(json);
  for (const [name, { shape, data }] of [...tensors].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`\n${name} ${shape.join(' ')}\n`).update(data);
  }
  return hash.digest('hex');
}
