import * as tf from '@tensorflow/tfjs-core';
import { decodeCompressed, isCompressed } from '../compression/compressed-weights';
import { InvalidInputError } from '../errors';
import { foldBatchNorm } from '../layers/fold';
import type { NamedValues, TensorValue } from '../layers/trainable-parameters';
import type { Card } from './card';
import { bfloat16ToFloat32, float16ToFloat32 } from './float16';
import { loadCard, type ModelSource } from './load-card';
import { decodeSafetensors, type StoredTensor } from './safetensors';
import { digestOf } from './sha256';

// What reads cards alone needs no engine, so it lies apart.
export { CARD_FILE, loadCard, parseCard, type ModelSource } from './load-card';

/** How far a download is; the card counts for nothing beside the weights. */
export interface LoadProgress {
  readonly loadedBytes: number;
  readonly totalBytes: number;
}

export interface LoadedModel {
  readonly card: Card;
  /** As stored, in float32, decoded where they are compressed; batch normalisation is apart where the card's weights keep it apart. */
  readonly values: NamedValues;
}

/**
 * Reads a model: its card, then its weights, which must have the size and the SHA-256 that the card states.
 * @throws InvalidInputError when a file is damaged or not of a format that this version reads.
 */
export async function loadModel(source: ModelSource, onProgress?: (progress: LoadProgress) => void): Promise<LoadedModel> {
  const card = await loadCard(source);
  const { file, sizeBytes, sha256: expected } = card.weights;
  const report = (loadedBytes: number) => onProgress?.({ loadedBytes: Math.min(loadedBytes, sizeBytes), totalBytes: sizeBytes });
  report(0);
  const bytes = await source.read(file, report, expected);
  if (bytes.length !== sizeBytes) {
    throw new InvalidInputError(`${file} of '${card.name}' has ${bytes.length} bytes; its card says ${sizeBytes}. Load it again.`);
  }
  if ((await digestOf(bytes)) !== expected) {
    throw new InvalidInputError(`${file} of '${card.name}' is not the file that its card describes: the SHA-256 differs. Load it again.`);
  }
  report(sizeBytes);
  const content = decodeSafetensors(bytes);
  return { card, values: isCompressed(content) ? decodeCompressed(content, card.parameters) : floatValues(content.tensors) };
}

/** Floating-point tensors of a file as float32. @throws InvalidInputError for integers: quantised weights need their own decoder. */
export function floatValues(tensors: ReadonlyMap<string, StoredTensor>): Map<string, TensorValue> {
  return new Map([...tensors].map(([name, tensor]) => [name, { shape: tensor.shape, values: toFloat32(name, tensor) }]));
}

function toFloat32(name: string, tensor: StoredTensor): Float32Array {
  switch (tensor.dtype) {
    case 'F32': return tensor.data;
    case 'F16': return float16ToFloat32(tensor.data);
    case 'BF16': return bfloat16ToFloat32(tensor.data);
    default: throw new InvalidInputError(`Tensor '${name}' holds ${tensor.dtype}; expected floating-point weights.`);
  }
}

/** Puts values on the current engine, ready for `weightScope`: batch normalisation folded. The caller disposes every tensor. */
export function toWeights(values: NamedValues): Map<string, tf.Tensor> {
  return new Map([...foldBatchNorm(values)].map(([name, { shape, values: data }]) => [name, tf.tensor(data, [...shape], 'float32')]));
}
