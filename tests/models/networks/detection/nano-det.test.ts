import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadModel, toWeights } from '../../../../models/artifact/load';
import { weightScope, type Weights } from '../../../../models/layers/weight-scope';
import { nanoDet, nanoDetOptions, PYRAMID_STRIDES } from '../../../../models/networks/detection/nano-det';
import { startWasm } from '../../../../training/engines/wasm-engine';
import { findModel } from '../../../../training/export/model-files';

interface CheckValues {
  readonly size: [number, number];
  readonly outputs: readonly { readonly stride: number; readonly shape: [number, number, number]; readonly mean: number; readonly std: number; readonly at: number[]; readonly values: number[] }[];
}
const check = JSON.parse(readFileSync('tests/fixtures/models/nano-det-check.json', 'utf8')) as CheckValues;
const CLASSES = 80;
/** Of the spread. Red and blue exchanged are only 2e-3 away, for the check's input changes slowly. */
const TOLERANCE = 1e-4;

/** sin(0.001 i), made for blue, green, red, as red, green, blue. */
function checkInput([height, width]: [number, number]): tf.Tensor4D {
  const values = Float32Array.from({ length: height * width * 3 }, (_, i) => Math.sin(0.001 * (i - (i % 3) + 2 - (i % 3))));
  return tf.tensor4d(values, [1, height, width, 3]);
}

describe('nano-det with the shipped weights', () => {
  let weights: Weights;
  beforeAll(async () => {
    await startWasm();
    const { card, values } = await loadModel(await findModel('nanodet-plus-coco'));
    expect([card.network.name, card.categories.length]).toEqual(['nano-det', CLASSES]);
    weights = toWeights(values);
  });

  it('gives the published network’s outputs to a ten-thousandth of their spread', async () => {
    expect(check.outputs.map(({ stride }) => stride)).toEqual(PYRAMID_STRIDES);
    const { logits, distances } = tf.tidy(() => {
      const { logits, distances } = nanoDet(nanoDetOptions.parse({})).predict(checkInput(check.size), weightScope(weights));
      return { logits, distances };
    });
    const raw = await tf.concat([logits, distances], 2).data<'float32'>(); // [1, cells, 112]
    let begin = 0;
    for (const { shape, mean, std, at, values } of check.outputs) {
      const size = shape[0] * shape[1] * shape[2];
      const output = raw.subarray(begin, begin + size);
      begin += size;
      const average = output.reduce((sum, value) => sum + value, 0) / size;
      const deviation = Math.sqrt(output.reduce((sum, value) => sum + (value - average) ** 2, 0) / size);
      expect(Math.abs(average - mean) / std).toBeLessThan(TOLERANCE);
      expect(Math.abs(deviation - std) / std).toBeLessThan(TOLERANCE);
      at.forEach((index, i) => expect(Math.abs((output[index] ?? NaN) - (values[i] ?? NaN)) / std).toBeLessThan(TOLERANCE));
    }
    expect(begin).toBe(raw.length);
  });

  it('takes any picture whose sides are multiples of 32 and leaks nothing', () => {
    const network = nanoDet(nanoDetOptions.parse({}));
    const input = tf.zeros<tf.Rank.R4>([1, 96, 64, 3]);
    const run = () => tf.tidy(() => network.detect(input, weightScope(weights)));
    run().dispose();
    const before = tf.memory().numTensors;
    const output = run();
    expect(output.shape[1]).toBe(6);
    output.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
