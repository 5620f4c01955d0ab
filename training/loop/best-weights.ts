import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from '../../models/artifact/safetensors';
import { FoveaError } from '../../models/errors';
import type { NamedValues, TensorValue } from '../../models/layers/trainable-parameters';
import { isMissing, writeAside } from './write-aside';

/** The averaged weights that did best in an evaluation, with all its figures. */
export interface BestWeights {
  readonly step: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly values: NamedValues;
}

const notesSchema = z.strictObject({ step: z.int(), metrics: z.record(z.string(), z.number()) });

export const bestWeightsPath = (outDir: string): string => join(outDir, 'best.safetensors');

/** Writes them as a weights file, good for --init of another run. @throws what the file system says */
export async function saveBestWeights(outDir: string, { step, metrics, values }: BestWeights): Promise<void> {
  const tensors = new Map([...values].map(([name, { shape, values: data }]): [string, StoredTensor] => [name, { dtype: 'F32', shape, data }]));
  await writeAside(bestWeightsPath(outDir), encodeSafetensors(tensors, { best: JSON.stringify({ step, metrics }) }));
}

/** The best weights of a run up to `step`; undefined where there was no evaluation yet, or no file that can be read. */
export async function loadBestWeights(outDir: string, step: number): Promise<BestWeights | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(bestWeightsPath(outDir));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  try {
    const { tensors, metadata } = decodeSafetensors(bytes);
    const notes = notesSchema.safeParse(JSON.parse(metadata.best ?? 'null'));
    // Later ones come again when their step is repeated.
    if (!notes.success || notes.data.step > step) return undefined;
    const values = new Map<string, TensorValue>();
    for (const [name, { dtype, shape, data }] of tensors) if (dtype === 'F32') values.set(name, { shape, values: data });
    return { ...notes.data, values };
  } catch (error) {
    if (error instanceof FoveaError) return undefined;
    throw error;
  }
}
