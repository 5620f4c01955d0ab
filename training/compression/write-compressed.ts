import type { Card } from '../../models/artifact/card';
import { type CompressedTensor, decompress } from '../../models/compression/compressed-tensor';
import { exportModel } from '../export/export-model';

export interface WriteCompressedOptions {
  readonly directory: string;
  readonly parent: Card;
  readonly name: string;
  readonly tensors: ReadonlyMap<string, CompressedTensor>;
  /** What was done to the weights, a phrase each. */
  readonly steps: readonly string[];
  readonly command: string;
}

/** Writes a compressed variant of a model: a folder with weights and a card that names the parent, without figures until it is measured. @returns its card */
export async function writeCompressed({ directory, parent, name, tensors, steps, command }: WriteCompressedOptions): Promise<Card> {
  const { title, summary, task, role, runsOn, network, input, categories, keypoints, scoreThreshold, liveThreshold, limits, licence, attribution } = parent;
  const values = new Map([...tensors].map(([key, tensor]) => [key, decompress(tensor)]));
  return await exportModel({
    directory, values, compressed: tensors,
    card: {
      name, title: `${title}, compressed`, technicalName: `${parent.technicalName ?? title}, compressed`, summary, task, role, ...(runsOn && { runsOn }), network, input, categories, ...(keypoints && { keypoints }), scoreThreshold, ...(liveThreshold !== undefined && { liveThreshold }),
      parent: { name: parent.name, source: 'the full model', licence: parent.licence, what: `All of it, compressed: ${steps.join('; ')}; then arithmetic coding.` },
      compression: { steps: [...steps, 'arithmetic coding'], command },
      metrics: [], limits, licence, attribution,
    },
  });
}
