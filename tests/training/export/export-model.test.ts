import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../../models/artifact/load';
import { decodeSafetensors } from '../../../models/artifact/safetensors';
import { mobileNetV2Classifier, mobileNetV2ClassifierOptions } from '../../../models/networks/classification/mobilenet-v2-classifier';
import { FoveaError } from '../../../models/errors';
import { TrainableParameters, type NamedValues, type TensorValue } from '../../../models/layers/trainable-parameters';
import { Random } from '../../../models/tensor/random';
import { startWasm } from '../../../training/engines/wasm-engine';
import { exportModel, type CardText } from '../../../training/export/export-model';
import { modelFolder } from '../../../training/export/model-files';
import { tinyCard } from '../../models/artifact/tiny-card';

const directory = mkdtempSync(join(tmpdir(), 'fovea-export-'));
afterAll(() => rmSync(directory, { recursive: true }));

const { name, title, summary, task, role, network, input, categories, scoreThreshold, metrics, limits, licence, attribution } = tinyCard();
const card: CardText = { name, title, summary, task, role, network, input, categories, scoreThreshold, metrics, limits, licence, attribution };
let values: NamedValues;

beforeAll(async () => {
  await startWasm();
  const parameters = new TrainableParameters({ random: new Random(5) });
  const { logits } = mobileNetV2Classifier(mobileNetV2ClassifierOptions.parse(card.network.options));
  tf.tidy(() => logits(tf.zeros([1, 32, 32, 3]), parameters.scope()));
  values = await parameters.values();
  parameters.dispose();
});

const changed = (name: string, value: TensorValue | undefined): NamedValues => {
  const copy = new Map(values);
  if (value === undefined) copy.delete(name);
  else copy.set(name, value);
  return copy;
};
const required = (name: string): TensorValue => {
  const value = values.get(name);
  if (value === undefined) throw new Error(`${name} is missing`);
  return value;
};

describe('exportModel', () => {
  it('writes a model that loads, folded, kernels in half precision, with honest sizes and counts', async () => {
    const written = await exportModel({ directory, card, values });
    const bytes = readFileSync(join(directory, 'model.safetensors'));
    expect(written.weights).toEqual({ file: 'model.safetensors', sizeBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), dtype: 'float16' });
    for (const [name, { dtype, shape }] of decodeSafetensors(bytes).tensors) expect([name, dtype]).toEqual([name, shape.length > 1 ? 'F16' : 'F32']);

    const loaded = await loadModel(modelFolder(directory));
    expect(loaded.card).toEqual(written);
    expect([...loaded.values.keys()].some((name) => name.includes('/norm/'))).toBe(false);
    expect(written.parameters).toBe([...loaded.values.values()].reduce((sum, { values: { length } }) => sum + length, 0));
    expect(written.multiplyAdds).toBeGreaterThan(1280 * 2);
  });

  it('writes the same bytes whatever order the values come in', async () => {
    const read = () => ['model.safetensors', 'card.json'].map((file) => readFileSync(join(directory, file), 'base64'));
    await exportModel({ directory, card, values });
    const first = read();
    await exportModel({ directory, card, values: new Map([...values].reverse()) });
    expect(read().map((file, i) => file === first[i])).toEqual([true, true]);
  });

  it('keeps normalisations apart and full precision where asked to, with the same counts', async () => {
    const folded = await exportModel({ directory, card, values });
    const kept = await exportModel({ directory, card, values, batchNorm: 'keep', dtype: 'float32' });
    const loaded = await loadModel(modelFolder(directory));
    expect([...loaded.values.keys()].sort()).toEqual([...values.keys()].sort());
    for (const [name, { shape, values: numbers }] of values) {
      expect(loaded.values.get(name)?.shape).toEqual(shape);
      expect(loaded.values.get(name)?.values.every((value, i) => value === numbers[i])).toBe(true);
    }
    expect([kept.parameters, kept.multiplyAdds]).toEqual([folded.parameters, folded.multiplyAdds]);
  });

  it.each<[string, () => Parameters<typeof exportModel>[0], RegExp]>([
    ['lacks a weight', () => ({ directory, card, values: changed('classifier/bias', undefined) }), /'classifier\/bias'/],
    ['has one too many', () => ({ directory, card, values: changed('left/over', required('classifier/bias')) }), /never uses 1 of the weights, 'left\/over'/],
    ['has a weight that is not finite', () => ({ directory, card, values: changed('classifier/bias', { shape: [2], values: Float32Array.of(1, NaN) }) }), /'classifier\/bias' holds NaN/],
    ['has a kernel beyond float16', () => ({ directory, card, values: changed('classifier/kernel', { ...required('classifier/kernel'), values: required('classifier/kernel').values.map(() => 1e6) }) }), /too large for float16/],
    ['is for another task than its network', () => ({ directory, card: { ...card, task: 'detection' }, values }), /for classification/],
    ['has a card that says too little', () => ({ directory, card: { ...card, limits: [] }, values }), /limits/],
  ])('refuses a model that %s, and leaves the one that is there', async (_, options, message) => {
    await exportModel({ directory, card, values });
    const before = readFileSync(join(directory, 'card.json'), 'utf8');
    await expect(exportModel(options())).rejects.toThrow(message);
    await expect(exportModel(options())).rejects.toThrow(FoveaError);
    expect(readFileSync(join(directory, 'card.json'), 'utf8')).toBe(before);
    await loadModel(modelFolder(directory));
  });

  it('leaves nothing on the engine', async () => {
    const before = tf.memory().numTensors;
    await exportModel({ directory, card, values });
    expect(tf.memory().numTensors).toBe(before);
  });
});
