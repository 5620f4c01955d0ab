import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadModel, toWeights } from '../../../../models/artifact/load';
import type { NamedValues } from '../../../../models/layers/trainable-parameters';
import { weightScope } from '../../../../models/layers/weight-scope';
import { mobileNetV2Classifier, mobileNetV2ClassifierOptions } from '../../../../models/networks/classification/mobilenet-v2-classifier';
import { startWasm } from '../../../../training/engines/wasm-engine';
import { findModel } from '../../../../training/export/model-files';

interface Reference {
  readonly references: readonly { readonly frequency: number; readonly best: number[]; readonly values: number[]; readonly every97th: number[] }[];
}
const { references } = JSON.parse(readFileSync('tests/fixtures/models/mobilenet-v2-reference.json', 'utf8')) as Reference;
const SIZE = 224;

describe('mobilenet-v2 with the shipped weights', () => {
  let values: NamedValues;
  beforeAll(async () => {
    await startWasm();
    ({ values } = await loadModel(await findModel('mobilenet-v2-imagenet')));
  });

  it('gives the probabilities that a walk through the published graph in float64 gives', async () => {
    const weights = toWeights(values);
    const { classify } = mobileNetV2Classifier(mobileNetV2ClassifierOptions.parse({}));
    for (const { frequency, best, values: expected, every97th } of references) {
      const input = tf.tensor4d(Float32Array.from({ length: SIZE * SIZE * 3 }, (_, i) => Math.sin(frequency * i)), [1, SIZE, SIZE, 3]);
      const output = tf.tidy(() => classify(input, weightScope(weights)));
      expect(output.shape).toEqual([1, 1000]);
      const answer = await output.data();
      const order = [...answer.keys()].sort((a, b) => (answer[b] ?? 0) - (answer[a] ?? 0));
      expect(order.slice(0, best.length)).toEqual(best);
      best.forEach((index, i) => expect(Math.abs((answer[index] ?? NaN) - (expected[i] ?? NaN))).toBeLessThan(1e-4));
      every97th.forEach((value, i) => expect(Math.abs((answer[97 * i] ?? NaN) / value - 1)).toBeLessThan(2e-3));
      tf.dispose([input, output]);
    }
    tf.dispose([...weights.values()]);
  });
});
