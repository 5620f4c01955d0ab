import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { loadModel, toWeights } from '../../../models/artifact/load';
import { Predictor } from '../../../models/predictor';
import { tfjsRunner } from '../../../models/engine/tfjs-runner';
import { findModel, shippedModels } from '../../../training/export/model-files';
import { describeEachEngine } from '../kernels/engines';
import { pixelFrame } from '../../../models/frames/pixel-frame';
import { expectSame } from './expect-same';
import { expectSameTogether } from './together';

const shipped = await shippedModels();

await describeEachEngine('tfjsRunner', () => {
  it.each(shipped)('sees with %s in pictures that it is shown together what it sees in each alone, and leaves no tensor', async (name) => {
    const before = tf.memory().numTensors;
    const { card, values } = await loadModel(await findModel(name));
    const predictor = new Predictor(card, tfjsRunner(card, toWeights(values), 2));
    await expectSameTogether(predictor);
    predictor.close();
    new Predictor(card, toWeights(values)).close();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('takes frames of any proportions where the input is free, as a network of each size would, and keeps the graphs of the last few shapes', async () => {
    const before = tf.memory().numTensors;
    const { card, values } = await loadModel(await findModel('mobilenet-v2-imagenet'));
    const free = { ...card, scoreThreshold: 0, input: { ...card.input, width: 96, height: 96, fit: 'free' as const, longestSide: 192 } };
    const predictor = new Predictor(free, toWeights(values));
    const sizes = [[96, 96], [128, 96], [96, 128], [160, 96], [96, 160], [192, 96]] as const;
    for (const [width, height] of [...sizes, ...sizes]) {
      const { prediction } = await predictor.predict(noise(width, height));
      const alone = new Predictor({ ...free, input: { ...card.input, width, height, fit: 'stretch' } }, toWeights(values));
      expectSame(prediction, (await alone.predict(noise(width, height))).prediction);
      alone.close();
    }
    const kept = tf.memory().numTensors;
    for (const [width, height] of sizes) await predictor.predict(noise(width, height));
    expect(tf.memory().numTensors).toBe(kept);
    const both = await predictor.predictTogether([{ frame: noise(192, 96) }, { frame: noise(96, 160) }]);
    expect(both.map(({ prediction: { width, height } }) => [width, height])).toEqual([[192, 96], [96, 160]]);
    predictor.close();
    expect(tf.memory().numTensors).toBe(before);
  });
}, ['wasm', 'tensorflow']);

const noise = (width: number, height: number) =>
  pixelFrame({ width, height, channels: 3, data: Uint8Array.from({ length: 3 * width * height }, (_, at) => (at * 7 + Math.floor(at / (width * 3)) * 13) % 256) });
