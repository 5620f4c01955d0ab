import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { float32ToFloat16 } from '../../../models/artifact/float16';
import { loadModel, parseCard, toWeights, type ModelSource } from '../../../models/artifact/load';
import { encodeSafetensors, type StoredTensor } from '../../../models/artifact/safetensors';
import { sha256 } from '../../../models/artifact/sha256';
import type { CompressedTensor } from '../../../models/compression/compressed-tensor';
import { FoveaError } from '../../../models/errors';
import { encodeCompressed } from '../../../training/compression/encode-compressed';
import { tinyCard } from './tiny-card';

const tensors = new Map<string, StoredTensor>([
  ['layer/kernel', { dtype: 'F16', shape: [1, 1, 2, 2], data: float32ToFloat16(Float32Array.of(1, -2, 0.5, 0.25)) }],
  ['layer/bias', { dtype: 'F32', shape: [2], data: Float32Array.of(0.1, 0.2) }],
]);
const weights = encodeSafetensors(tensors);
const card = tinyCard({ weights: { file: 'model.safetensors', sizeBytes: weights.length, sha256: sha256(weights), dtype: 'float16' } });

function source(files: Readonly<Record<string, Uint8Array>>): ModelSource {
  return {
    read(file, onLoaded) {
      const bytes = files[file] ?? new Uint8Array(0);
      onLoaded?.(Math.floor(bytes.length / 2));
      return Promise.resolve(bytes);
    },
  };
}
const encoded = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const good = { 'card.json': encoded(card), 'model.safetensors': weights };

beforeAll(() => tf.setBackend('cpu'));

describe('loadModel', () => {
  it('gives the card and the weights as float32, and reports bytes from none to all', async () => {
    const progress: number[] = [];
    const loaded = await loadModel(source(good), ({ loadedBytes, totalBytes }) => progress.push(loadedBytes / totalBytes));
    expect(loaded.card).toEqual(card);
    expect(loaded.values.get('layer/kernel')).toEqual({ shape: [1, 1, 2, 2], values: Float32Array.of(1, -2, 0.5, 0.25) });
    expect(loaded.values.get('layer/bias')).toEqual({ shape: [2], values: Float32Array.of(0.1, 0.2) });
    expect(progress[0]).toBe(0);
    expect(progress.at(-1)).toBe(1);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
  });

  it('decodes compressed weights, as many as the card counts and no more', async () => {
    const kernel = { kind: 'scaled', shape: [2, 2], axis: 1, scales: Float32Array.of(0.5, 2), integers: Int32Array.of(1, -2, 0, 3) } as const;
    const bytes = encodeCompressed(new Map<string, CompressedTensor>([['layer/kernel', kernel], ['layer/bias', { kind: 'float16', shape: [2], values: Float32Array.of(0.25, -1) }]]));
    const compressed = tinyCard({
      weights: { file: 'model.safetensors', sizeBytes: bytes.length, sha256: sha256(bytes), dtype: 'compressed' }, parameters: 6,
      parent: { name: 'large', source: 'the full model', licence: 'Apache-2.0', what: 'All of it.' }, compression: { steps: ['whole numbers'], command: 'npm run compress -- large' },
    });
    const loaded = await loadModel(source({ 'card.json': encoded(compressed), 'model.safetensors': bytes }));
    expect(loaded.values.get('layer/kernel')).toEqual({ shape: [2, 2], values: Float32Array.of(0.5, -4, 0, 6) });
    expect(loaded.values.get('layer/bias')).toEqual({ shape: [2], values: Float32Array.of(0.25, -1) });
    await expect(loadModel(source({ 'card.json': encoded({ ...compressed, parameters: 5 }), 'model.safetensors': bytes }))).rejects.toThrow("only 3 are left of those that its card counts");
    expect(() => parseCard(JSON.stringify({ ...compressed, parent: undefined }))).toThrow('expected a parent of a compressed model');
  });

  it('refuses weights that are cut off or changed in a single bit', async () => {
    const flipped = weights.slice();
    flipped[flipped.length - 1] = (flipped.at(-1) ?? 0) ^ 1;
    await expect(loadModel(source({ ...good, 'model.safetensors': weights.subarray(1) }))).rejects.toThrow(/has \d+ bytes; its card says/);
    await expect(loadModel(source({ ...good, 'model.safetensors': flipped }))).rejects.toThrow(/SHA-256 differs/);
  });

  it.each([
    ['no JSON', '{', /not JSON/],
    ['a field that is missing', JSON.stringify({ ...card, limits: undefined }), /limits/],
    ['a field that does not exist', JSON.stringify({ ...card, colour: 'red' }), /colour/],
    ['a file outside its folder', JSON.stringify({ ...card, weights: { ...card.weights, file: '../model.safetensors' } }), /without a folder/],
  ])('refuses a card with %s', (_, json, message) => {
    expect(() => parseCard(json)).toThrow(message);
    expect(() => parseCard(json)).toThrow(FoveaError);
  });

  it('refuses integers, which mean nothing without their scales', async () => {
    const bytes = encodeSafetensors(new Map([['a', { dtype: 'I8', shape: [1], data: Int8Array.of(1) }]]));
    const quantised = { ...card, weights: { ...card.weights, sizeBytes: bytes.length, sha256: sha256(bytes) } };
    await expect(loadModel(source({ 'card.json': encoded(quantised), 'model.safetensors': bytes }))).rejects.toThrow(/'a' holds I8/);
  });
});

describe('toWeights', () => {
  it('puts every value on the engine, the caller’s to dispose', async () => {
    const before = tf.memory().numTensors;
    const onEngine = toWeights((await loadModel(source(good))).values);
    expect([...onEngine.keys()].sort()).toEqual(['layer/bias', 'layer/kernel']);
    expect(await onEngine.get('layer/kernel')?.array()).toEqual([[[[1, -2], [0.5, 0.25]]]]);
    tf.dispose([...onEngine.values()]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
