import type { Card } from '../../models/artifact/card';
import type { CompressedTensor } from '../../models/compression/compressed-tensor';
import type { NamedValues, TensorValue } from '../../models/layers/trainable-parameters';
import type { Random } from '../../models/tensor/random';
import type { PictureBytes } from '../data/sources/picture-bytes';
import { encodeCompressed } from './encode-compressed';
import { hanSizes } from './huffman-sizes';
import { gradualShare, pruneGlobally } from './prune';
import { accuracyOf, retrain } from './retrain';
import { PrunedWeights, SharedWeights } from './retrained-weights';
import { shareWeights } from './share-weights';

export interface DeepCompressionOptions {
  readonly card: Card;
  readonly values: NamedValues;
  readonly train: PictureBytes;
  readonly test: PictureBytes;
  /** The share of weights that stays. */
  readonly keep: number;
  /** Of a codebook, by kernel. */
  readonly bits: number;
  /** Passes over the training pictures: while and after pruning, and for the codebooks. */
  readonly epochs: { readonly prune: number; readonly share: number };
  readonly random: Random;
  readonly report: (line: string) => void;
}

/** A line of the table. */
export interface CompressionStep {
  readonly step: string;
  readonly bytes: number;
  /** Of the test pictures; undefined where the step changes none of the weights. */
  readonly error: number | undefined;
}

export interface DeepCompression {
  readonly tensors: ReadonlyMap<string, CompressedTensor>;
  readonly table: readonly CompressionStep[];
  /** Kernels' weights that are not 0, and all. */
  readonly kept: number;
  readonly weights: number;
}

/** Gradual pruning ends after this part of the steps; the rest heals. */
const PRUNING_PART = 0.6;
/** Masks are made anew so many times on the way. */
const PRUNINGS = 40;

/**
 * Deep Compression (Han et al. 2016): prune while training, share weights and train the shared values, code what is left.
 * Pruning is gradual (Zhu and Gupta 2017) and by one threshold for all layers; the last step is arithmetic coding in place of
 * Huffman's, whose size stands in the table beside it.
 */
export async function deepCompression({ card, values, train, test, keep, bits, epochs, random, report }: DeepCompressionOptions): Promise<DeepCompression> {
  const all = [...values.values()].reduce((sum, { values: { length } }) => sum + length, 0);
  const table: CompressionStep[] = [];
  const note = (step: string, bytes: number, accuracy?: number) => {
    const error = accuracy === undefined ? undefined : 1 - accuracy;
    table.push({ step, bytes, error });
    report(`${step}: ${bytes} bytes, ${(4 * all / bytes).toFixed(1)} times smaller${error === undefined ? '' : `, error ${(100 * error).toFixed(2)} %`}`);
  };

  const pruned = new PrunedWeights(values);
  try {
    note('float32', 4 * all, await accuracyOf(card, pruned, test));
    await retrain({ card, weights: pruned, pictures: train, epochs: epochs.prune, rate: 1e-3, random: random.fork('prune'), before: async (step, steps) => {
      const last = Math.round(PRUNING_PART * steps);
      if (step > last || step % Math.max(1, Math.floor(last / PRUNINGS)) !== 0 && step !== last) return;
      pruned.setMasks(pruneGlobally(await pruned.current(), gradualShare(keep, step, last)));
    } });
    const prunedValues = await pruned.current();
    const prunedAccuracy = await accuracyOf(card, pruned, test);
    const shared = new SharedWeights(shareAll(prunedValues, bits));
    try {
      const before = await shared.compressed();
      note('pruned', hanSizes(before).pruned, prunedAccuracy);
      report(`shared, before the shared values learn: error ${(100 * (1 - await accuracyOf(card, shared, test))).toFixed(2)} %`);
      await retrain({ card, weights: shared, pictures: train, epochs: epochs.share, rate: 5e-4, random: random.fork('share') });
      const tensors = await shared.compressed();
      const { shared: sharedBytes, huffman } = hanSizes(tensors);
      note('+ weight sharing', sharedBytes, await accuracyOf(card, shared, test));
      note('+ Huffman coding', huffman);
      note('+ arithmetic coding (the file)', encodeCompressed(tensors).length);
      return { tensors, table, ...counts(tensors) };
    } finally {
      shared.dispose();
    }
  } finally {
    pruned.dispose();
  }
}

const shareAll = (values: NamedValues, bits: number): Map<string, CompressedTensor> => new Map([...values].map(([name, value]: [string, TensorValue]) =>
  [name, value.shape.length < 2 ? { kind: 'float16', ...value } : shareWeights(value, { bits })]));

function counts(tensors: ReadonlyMap<string, CompressedTensor>): Pick<DeepCompression, 'kept' | 'weights'> {
  const kernels = [...tensors.values()].flatMap((tensor) => ('integers' in tensor ? [tensor.integers] : []));
  return { weights: kernels.reduce((sum, { length }) => sum + length, 0), kept: kernels.reduce((sum, integers) => sum + integers.reduce((count, integer) => count + (integer === 0 ? 0 : 1), 0), 0) };
}
