import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { cardSchema, type Card } from '../../models/artifact/card';
import { float32ToFloat16 } from '../../models/artifact/float16';
import { CARD_FILE } from '../../models/artifact/load';
import { encodeSafetensors, type StoredTensor } from '../../models/artifact/safetensors';
import type { CompressedTensor } from '../../models/compression/compressed-tensor';
import { InvalidInputError } from '../../models/errors';
import { countMultiplyAdds } from '../../models/graph/costs';
import { constantsOf } from '../../models/graph/graph';
import { traceModel } from '../../models/graph/trace-model';
import { foldBatchNorm } from '../../models/layers/fold';
import type { NamedValues, TensorValue } from '../../models/layers/trainable-parameters';
import { createNetwork } from '../../models/networks';
import { writeOutput } from '../command-line/write-output';
import { encodeCompressed } from '../compression/encode-compressed';
import { formatJson } from './format-json';

const WEIGHTS_FILE = 'model.safetensors';

/** What a person says of a model; the rest of its card is counted and measured. */
export type CardText = Omit<Card, 'format' | 'weights' | 'parameters' | 'multiplyAdds'>;

export interface ExportOptions {
  /** Made where it is missing; a model that is there is replaced. */
  readonly directory: string;
  readonly card: CardText;
  readonly values: NamedValues;
  /** 'float16' halves the file: kernels are rounded, vectors (biases, normalisation) stay float32. Default 'float16'. */
  readonly dtype?: 'float16' | 'float32';
  /** In place of `dtype`: how the file holds each of `values`, which are what it decodes to. */
  readonly compressed?: ReadonlyMap<string, CompressedTensor>;
  /**
   * 'fold' ships what inference needs. 'keep' ships normalisations as they are, for a model that training starts from;
   * whoever runs it folds them when loading, which `toWeights` does. Default 'fold'.
   */
  readonly batchNorm?: 'fold' | 'keep';
}

/**
 * Ships a model: writes `model.safetensors`, then `card.json`, the same bytes for the same model. The network is recorded,
 * to find out that the weights are complete and what a picture costs; no engine is needed.
 * @throws InvalidInputError when a weight is missing, left over, not finite or too large for float16, or the card is incomplete.
 */
export async function exportModel({ directory, card: text, values, dtype = 'float16', batchNorm = 'fold', compressed }: ExportOptions): Promise<Card> {
  const folded = foldBatchNorm(values);
  const multiplyAdds = multiplyAddsOf(text, folded);
  const stored = batchNorm === 'fold' ? folded : values;
  const metadata = { licence: text.licence, model: text.name };
  const bytes = compressed === undefined
    ? encodeSafetensors(new Map([...stored].map(([name, value]) => [name, toStored(name, value, dtype)])), metadata)
    : encodeCompressed(compressed, metadata);
  const { name, title, technicalName, summary, task, role, network, input, ...rest } = text;
  const parsed = cardSchema.safeParse({
    format: 1, name, title, technicalName, summary, task, role, network, input,
    weights: { file: WEIGHTS_FILE, sizeBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), dtype: compressed === undefined ? dtype : 'compressed' },
    parameters: [...folded.values()].reduce((sum, { values: { length } }) => sum + length, 0),
    multiplyAdds,
    ...rest,
  });
  if (!parsed.success) throw new InvalidInputError(`The card of '${name}' cannot be written: ${parsed.error.message}`);
  await writeOutput(join(directory, WEIGHTS_FILE), bytes);
  await writeOutput(join(directory, CARD_FILE), formatJson(parsed.data));
  return parsed.data;
}

/** Multiply-adds of one picture; every weight must be used. */
function multiplyAddsOf({ name, network, input, task }: CardText, values: NamedValues): number {
  const made = createNetwork(network.name, network.options, network.channels);
  if (made.task !== task) throw new InvalidInputError(`'${name}' is called a model for ${task}, but its network '${network.name}' is for ${made.task}.`);
  const graph = traceModel({ network, input }, values);
  const used = new Set(constantsOf(graph).map(({ constant }) => constant.name));
  const unused = [...values.keys()].filter((key) => !used.has(key));
  if (unused.length > 0) {
    throw new InvalidInputError(`The network '${network.name}' never uses ${unused.length} of the weights, '${unused[0] ?? ''}' among them. Leave them out of the export.`);
  }
  return countMultiplyAdds(graph);
}

function toStored(name: string, { shape, values }: TensorValue, dtype: 'float16' | 'float32'): StoredTensor {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new InvalidInputError(`'${name}' holds ${values[bad] ?? NaN}; a model with such a weight answers nothing.`);
  if (dtype === 'float32' || shape.length < 2) return { dtype: 'F32', shape, data: values };
  const data = float32ToFloat16(values);
  const overflown = data.findIndex((half) => (half & 0x7c00) === 0x7c00);
  if (overflown >= 0) throw new InvalidInputError(`'${name}' holds ${values[overflown] ?? NaN}, too large for float16. Export it as float32.`);
  return { dtype: 'F16', shape, data };
}
