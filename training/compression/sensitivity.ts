import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Card } from '../../models/artifact/card';
import { decompress } from '../../models/compression/compressed-tensor';
import type { RawPixels } from '../../models/frames/frame';
import { normalizedTensor } from '../../models/frames/normalize';
import { GraphRunner } from '../../models/graph/run-graph';
import { traceModel } from '../../models/graph/trace-model';
import { splitAtSelection } from '../../models/graph/webgpu/split';
import type { NamedValues } from '../../models/layers/trainable-parameters';
import { InvalidInputError } from '../../models/errors';
import { writeOutput } from '../command-line/write-output';
import { readJson } from '../data/sources/read-json';
import { formatJson } from '../export/format-json';
import { mostOf, quantizeChannels } from './quantize-channels';
import { variableOf } from './retrained-weights';

/** What one layer is disturbed with: 4 bits, enough to be seen above rounding, little enough that twice as fine is a quarter. */
const PROBE_BITS = 4;

export interface LayerSensitivity {
  readonly name: string;
  /** Weights of the kernel. */
  readonly size: number;
  /** How far the outputs move when it alone has 4 bits: the square of what changed over the square of what there was, summed over the outputs. */
  readonly error: number;
}

/**
 * Measures which kernels a network is sensitive to, by its outputs on some pictures as they change when one kernel alone is
 * rounded coarsely. Of a detector it is the scores and distances of all cells, before the choice, which would hide small
 * changes and magnify others. On tfjs's current engine; nothing of it stays there.
 * @param pictures of the size of the card's input
 */
export async function measureSensitivity(card: Card, values: NamedValues, pictures: readonly RawPixels[]): Promise<LayerSensitivity[]> {
  const traced = traceModel(card, values);
  const weights = new Map([...values].map(([name, value]) => [name, variableOf(value)]));
  const runner = new GraphRunner(splitAtSelection(traced)?.head ?? traced, weights);
  const inputs = pictures.map((pixels) => normalizedTensor([pixels], card.input));
  const run = () => inputs.map((input) => runner.run([input]));
  const wanted = run();
  const kernels = [...values].filter(([, { shape }]) => shape.length > 1);
  const measured: LayerSensitivity[] = [];
  for (const [name, value] of kernels) {
    const weight = weights.get(name);
    const assign = (data: Float32Array) => tf.tidy(() => weight?.assign(tf.tensor(data, [...value.shape])));
    assign(decompress(quantizeChannels(value, mostOf(PROBE_BITS))).values);
    const given = run();
    const error = tf.tidy(() => tf.addN(wanted.flatMap((outputs, picture) => outputs.map((output, i) => relativeError(output, given[picture]?.[i] ?? output)))));
    measured.push({ name, size: value.values.length, error: ((await error.data())[0] ?? NaN) / pictures.length });
    tf.dispose([given, error]);
    assign(value.values);
  }
  tf.dispose([wanted, inputs]);
  runner.dispose();
  for (const weight of weights.values()) weight.dispose();
  return measured;
}

const relativeError = (wanted: tf.Tensor, given: tf.Tensor): tf.Scalar => tf.div<tf.Scalar>(tf.sum(tf.squaredDifference(wanted, given)), tf.add(tf.sum(tf.square(wanted)), 1e-12));

/**
 * Shares out bits so that the outputs move least: rounding twice as finely costs a bit a weight and makes a layer's part of
 * the error a quarter, so at the best each layer's error a weight is the same (reverse water-filling; Cover and Thomas 2006,
 * section 10.3.3). @param bits a weight on average @returns by name, the largest whole number of each layer, not a whole number of bits
 */
export function shareOutBits(layers: readonly LayerSensitivity[], bits: number): Map<string, number> {
  const total = layers.reduce((sum, { size }) => sum + size, 0);
  const mostAt = ({ size, error }: LayerSensitivity, level: number) => Math.max(LEAST, Math.min(GREATEST, Math.round(Math.sqrt(error / size) * level)));
  const bitsAt = (level: number) => layers.reduce((sum, layer) => sum + layer.size * Math.log2(2 * mostAt(layer, level) + 1), 0) / total;
  let [low, high] = [1e-6, 1e12];
  for (let round = 0; round < 200; round++) {
    const middle = Math.sqrt(low * high);
    if (bitsAt(middle) < Math.log2(2 * mostOf(bits) + 1)) low = middle;
    else high = middle;
  }
  return new Map(layers.map((layer) => [layer.name, mostAt(layer, high)]));
}

/** Numbers from -3 to 3 at least, 8 bits at most. */
const [LEAST, GREATEST] = [3, 127];

export const SENSITIVITY_FILE = 'sensitivity.json';

const layersSchema = z.array(z.strictObject({ name: z.string(), size: z.int().positive(), error: z.number().nonnegative() })).min(1);

/** Keeps what was measured, for it takes minutes and does for any number of bits. */
export const writeSensitivity = (directory: string, layers: readonly LayerSensitivity[]): Promise<void> => writeOutput(join(directory, SENSITIVITY_FILE), formatJson(layers));

/** @throws InvalidInputError for a file that `writeSensitivity` did not write */
export async function readSensitivity(file: string): Promise<LayerSensitivity[]> {
  const parsed = layersSchema.safeParse(await readJson(file, 'the sensitivity of layers'));
  if (!parsed.success) throw new InvalidInputError(`${file} is no ${SENSITIVITY_FILE}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
