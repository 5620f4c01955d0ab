import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { loadModel, toWeights } from '../../../models/artifact/load';
import { Predictor } from '../../../models/predictor';
import { tfjsRunner } from '../../../models/engine/tfjs-runner';
import { findModel, shippedModels } from '../../../training/export/model-files';
import { describeEachEngine } from '../kernels/engines';
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
}, ['wasm', 'tensorflow']);
