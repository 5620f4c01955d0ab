import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CompressedTensor } from '../../../models/compression/compressed-tensor';
import { Random } from '../../../models/tensor/random';
import { deepCompression } from '../../../training/compression/deep-compression';
import { encodeCompressed } from '../../../training/compression/encode-compressed';
import { PrunedWeights, SharedWeights } from '../../../training/compression/retrained-weights';
import { loadEngine } from '../../../training/engines/load-engine';
import { TrainableParameters } from '../../../models/layers/trainable-parameters';
import { leNet300, leNet300Options } from '../../../models/networks/classification/le-net';
import { tinyCard } from '../../models/artifact/tiny-card';

beforeAll(() => loadEngine('wasm'));

describe('retrained weights', () => {
  it('that are pruned stay 0 and get no gradient', async () => {
    const weights = new PrunedWeights(new Map([['kernel', { shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) }]]));
    weights.setMasks(new Map([['kernel', Float32Array.of(1, 0, 0, 1)]]));
    const { grads } = tf.variableGrads(() => tf.sum(tf.square(weights.weight('kernel'))), [...weights.variables.values()]);
    expect(Object.values(grads).map((gradient) => [...gradient.dataSync()])).toEqual([[2, 0, 0, 8]]);
    expect((await weights.current()).get('kernel')).toEqual({ shape: [2, 2], values: Float32Array.of(1, 0, 0, 4) });
    tf.dispose(grads);
    weights.dispose();
  });

  it('that are shared move together, by the sum of their gradients, and a 0 stays', async () => {
    const tensor: CompressedTensor = { kind: 'shared', shape: [2, 2], codebook: Float32Array.of(-1, 0, 2), origin: 1, integers: Int32Array.of(1, 0, 1, -1) };
    const weights = new SharedWeights(new Map([['kernel', tensor]]));
    const { grads } = tf.variableGrads(() => tf.sum(tf.mul(weights.weight('kernel'), tf.tensor2d([[1, 10], [100, 1000]]))), [...weights.variables.values()]);
    expect(Object.values(grads).map((gradient) => [...gradient.dataSync()])).toEqual([[1000, 0, 101]]);
    weights.variables.get('kernel')?.assign(tf.tensor1d([-3, 7, 5]));
    expect((await weights.compressed()).get('kernel')).toEqual({ ...tensor, codebook: Float32Array.of(-3, 0, 5) });
    tf.dispose(grads);
    weights.dispose();
  });
});

describe('deepCompression', () => {
  it('makes a network that knows what it knew of few weights and fewer values, and says so step by step', async () => {
    const options = leNet300Options.parse({ units: [16, 12], classes: 2 });
    const parameters = new TrainableParameters({ random: new Random(1) });
    tf.dispose(tf.tidy(() => leNet300(options).logits(tf.zeros([1, 28, 28, 3]), parameters.scope())));
    const values = await parameters.values();
    parameters.dispose();
    // A picture is bright above or below.
    const random = new Random(2);
    const labels = Uint8Array.from({ length: 400 }, () => random.int(2));
    const pixels = Uint8Array.from({ length: 400 * 28 * 28 * 3 }, (_, i) => random.int(100) + (Math.floor((i % 2352) / 1176) === labels[Math.floor(i / 2352)] ? 100 : 0));
    const pictures = { side: 28, pixels, labels };
    const card = tinyCard({ network: { name: 'lenet-300-100', options }, input: { width: 28, height: 28, mean: [100, 100, 100], std: [60, 60, 60] } });
    const lines: string[] = [];
    const before = tf.memory().numTensors;
    const { tensors, table, kept, weights } = await deepCompression({
      card, values, train: pictures, test: pictures, keep: 0.05, bits: 3, epochs: { prune: 8, share: 2 }, random: new Random(3), report: (line) => lines.push(line),
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(table.map(({ step }) => step)).toEqual(['float32', 'pruned', '+ weight sharing', '+ Huffman coding', '+ arithmetic coding (the file)']);
    expect(kept / weights).toBeLessThanOrEqual(0.0501);
    // The file of so few weights is header for a quarter.
    const sizes = table.slice(0, -1).map(({ bytes }) => bytes);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(table.at(-1)?.bytes).toBe(encodeCompressed(tensors).length);
    expect(table[2]?.error).toBeLessThan(0.05);
    for (const tensor of tensors.values()) if (tensor.kind === 'shared') expect(tensor.codebook.length).toBeLessThanOrEqual(8);
    expect(lines).toHaveLength(6);
  });
});
