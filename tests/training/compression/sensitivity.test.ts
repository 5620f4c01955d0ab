import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TrainableParameters } from '../../../models/layers/trainable-parameters';
import { leNet300, leNet300Options } from '../../../models/networks/classification/le-net';
import { Random } from '../../../models/tensor/random';
import { measureSensitivity, readSensitivity, shareOutBits, writeSensitivity } from '../../../training/compression/sensitivity';
import { loadEngine } from '../../../training/engines/load-engine';
import { tinyCard } from '../../models/artifact/tiny-card';

let folder = '';
beforeAll(async () => {
  await loadEngine('wasm');
  folder = await mkdtemp(join(tmpdir(), 'fovea-sensitivity-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('measureSensitivity', () => {
  it('sees the layer whose weights 4 bits cannot tell apart, and leaves no tensor', async () => {
    const options = leNet300Options.parse({ units: [8, 6], classes: 3 });
    const parameters = new TrainableParameters({ random: new Random(1) });
    tf.dispose(tf.tidy(() => leNet300(options).logits(tf.zeros([1, 28, 28, 3]), parameters.scope())));
    const values = await parameters.values();
    parameters.dispose();
    // Seven steps of a power of two are exact in 4 bits.
    for (const name of ['first/kernel', 'classifier/kernel']) values.get(name)?.values.forEach((value, i, all) => (all[i] = 7 * 2 ** -8 * Math.sign(value)));
    const random = new Random(2);
    const picture = { width: 28, height: 28, channels: 3 as const, data: Uint8Array.from({ length: 28 * 28 * 3 }, () => random.int(256)) };
    const card = tinyCard({ network: { name: 'lenet-300-100', options }, input: { width: 28, height: 28, mean: [127, 127, 127], std: [500, 500, 500] } });
    const before = tf.memory().numTensors;
    const layers = await measureSensitivity(card, values, [picture, picture]);
    expect(tf.memory().numTensors).toBe(before);
    expect(layers.map(({ name, size, error }) => [name, size, error > 1e-9])).toEqual([['first/kernel', 6272, false], ['second/kernel', 48, true], ['classifier/kernel', 18, false]]);
    await writeSensitivity(folder, layers);
    expect(await readSensitivity(join(folder, 'sensitivity.json'))).toEqual(layers);
  });

  it('refuses a file of something else', async () => {
    await writeFile(join(folder, 'other.json'), '[{"name": 1}]');
    await expect(readSensitivity(join(folder, 'other.json'))).rejects.toThrow(/other\.json is no sensitivity\.json/);
  });
});

describe('shareOutBits', () => {
  const layers = fc.array(fc.record({ size: fc.integer({ min: 10, max: 1e5 }), error: fc.double({ min: 1e-6, max: 1, noNaN: true }) }), { minLength: 1, maxLength: 20 })
    .map((all) => all.map((layer, i) => ({ name: `layer ${i}`, ...layer })));

  it('stays within 2.8 and 8 bits, gives the more sensitive weight no fewer, and on average what was asked for', () => {
    fc.assert(fc.property(layers, fc.double({ min: 3, max: 7.5, noNaN: true }), (all, bits) => {
      const most = shareOutBits(all, bits);
      const of = ({ name }: { readonly name: string }) => most.get(name) ?? NaN;
      for (const layer of all) expect(of(layer)).toBeGreaterThanOrEqual(3);
      for (const layer of all) expect(of(layer)).toBeLessThanOrEqual(127);
      const sorted = all.toSorted((a, b) => a.error / a.size - b.error / b.size);
      for (const [i, layer] of sorted.slice(1).entries()) expect(of(layer)).toBeGreaterThanOrEqual(of(sorted[i] ?? layer));
      const total = all.reduce((sum, { size }) => sum + size, 0);
      const average = all.reduce((sum, layer) => sum + layer.size * Math.log2(2 * of(layer) + 1), 0) / total;
      // Of one layer, the next whole number; of several alike, they move together.
      expect(Math.abs(average - Math.log2(2 ** bits - 1))).toBeLessThan(0.4);
    }));
  });
});
