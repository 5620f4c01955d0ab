import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { LoadedModel } from '../../models/artifact/load';
import { InvalidInputError } from '../../models/errors';
import { describeExport, type ExportDescription, type ExportedTensor } from '../../models/graph/describe-export';
import { GRAPH_MODEL_FILE, modelToGraphModel } from '../../models/graph/graph-model/model-to-graph-model';
import { modelToOnnx } from '../../models/graph/onnx/model-to-onnx';
import { writeOutput } from '../command-line/write-output';

export interface Exported {
  /** Paths and sizes of what was written. */
  readonly files: readonly { readonly path: string; readonly sizeBytes: number }[];
  readonly description: ExportDescription;
}

/** Writes `<name>.onnx` into a folder. */
export async function exportOnnx(folder: string, { card, values }: LoadedModel): Promise<Exported> {
  return write(folder, new Map([[`${card.name}.onnx`, await modelToOnnx(card, values)]]), describeExport(card, 'onnx'));
}

/**
 * Writes a graph model of TensorFlow.js into a folder, in the place of one of the same model.
 * @throws InvalidInputError where the folder holds another
 */
export async function exportGraphModel(folder: string, { card, values }: LoadedModel): Promise<Exported> {
  const before = await graphModelIn(folder);
  if (before !== undefined && before.model !== card.name) throw new InvalidInputError(`${folder} holds the graph model '${before.model}'; name another folder with --out.`);
  const files = await modelToGraphModel(card, values);
  const exported = await write(folder, files, describeExport(card, 'graph-model'));
  for (const file of before?.files ?? []) if (!files.has(file)) await rm(join(folder, file), { force: true });
  return exported;
}

async function write(folder: string, files: ReadonlyMap<string, Uint8Array>, description: ExportDescription): Promise<Exported> {
  for (const [file, content] of files) await writeOutput(join(folder, file), content);
  return { files: [...files].map(([file, { length }]) => ({ path: join(folder, file), sizeBytes: length })), description };
}

const graphModelSchema = z.object({
  userDefinedMetadata: z.object({ model: z.string() }),
  // In the folder itself, as we write them.
  weightsManifest: z.array(z.object({ paths: z.array(z.string().regex(/^[\w-]+\.bin$/)) })),
});

/** The graph model in a folder; undefined without one. @throws InvalidInputError for one that Fovea did not write */
async function graphModelIn(folder: string): Promise<{ readonly model: string; readonly files: readonly string[] } | undefined> {
  // A folder that cannot be read shows when it is written to.
  const text = await readFile(join(folder, GRAPH_MODEL_FILE), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const { userDefinedMetadata: { model }, weightsManifest } = graphModelSchema.parse(JSON.parse(text));
    return { model, files: weightsManifest.flatMap(({ paths }) => paths) };
  } catch (cause) {
    throw new InvalidInputError(`${folder} holds a ${GRAPH_MODEL_FILE} that Fovea did not write; name another folder with --out.`, { cause });
  }
}

/** What was written and how it is used, for people. */
export function explainExport({ files, description: { input, condition, outputs, scoreThreshold, iouThreshold, licence } }: Exported): string {
  const tensor = (kind: string, { name, type, shape, meaning }: ExportedTensor) => `${kind} ${name}: ${type} [${shape.join(', ')}]. ${meaning}`;
  return [
    ...files.map(({ path, sizeBytes }) => `${path} (${(sizeBytes / 1e6).toFixed(1)} MB)`),
    '',
    tensor('Input', input),
    ...(condition === undefined ? [] : [tensor('Input', condition)]),
    ...outputs.map((output) => tensor('Output', output)),
    '',
    `Leave out answers with a score below ${scoreThreshold}, as Fovea does; the file gives all of them.${iouThreshold === undefined ? '' : ` Boxes of a class that overlap by more than ${iouThreshold} are suppressed already.`}`,
    `Categories, licence (${licence}), attribution and all of the above stand in the file, too.`,
  ].join('\n');
}
