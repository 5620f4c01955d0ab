import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { loadModel, toWeights } from '../../../../models/artifact/load';
import { weightScope } from '../../../../models/layers/weight-scope';
import { selfie, selfieOptions } from '../../../../models/networks/segmentation/selfie';
import { findModel } from '../../../../training/export/model-files';
import { describeEachEngine } from '../../kernels/engines';

const check = JSON.parse(readFileSync('tests/fixtures/models/selfie-check.json', 'utf8')) as {
  readonly size: readonly [number, number];
  readonly mean: number;
  readonly std: number;
  readonly at: readonly number[];
  readonly values: readonly number[];
};
/** Of the spread. */
const TOLERANCE = 1e-3;

const { values } = await loadModel(await findModel('selfie-mediapipe'));

await describeEachEngine('selfie with the shipped weights', () => {
  it('gives the published network’s probabilities to a thousandth of their spread', async () => {
    const [height, width] = check.size;
    const weights = toWeights(values);
    const input = tf.tensor4d(Float32Array.from({ length: height * width * 3 }, (_, i) => 0.5 + 0.4 * Math.sin(0.001 * i)), [1, height, width, 3]);
    const output = tf.tidy(() => tf.sigmoid(selfie(selfieOptions.parse({})).logits(input, weightScope(weights))));
    expect(output.shape).toEqual([1, height, width, 1]);
    const probabilities = await output.data<'float32'>();
    const mean = probabilities.reduce((sum, value) => sum + value, 0) / probabilities.length;
    const deviation = Math.sqrt(probabilities.reduce((sum, value) => sum + (value - mean) ** 2, 0) / probabilities.length);
    expect(Math.abs(mean - check.mean) / check.std).toBeLessThan(TOLERANCE);
    expect(Math.abs(deviation - check.std) / check.std).toBeLessThan(TOLERANCE);
    check.at.forEach((index, i) => expect(Math.abs((probabilities[index] ?? NaN) - (check.values[i] ?? NaN)) / check.std).toBeLessThan(TOLERANCE));
    tf.dispose([input, output, ...weights.values()]);
  });

  it('takes any size whose sides are multiples of 16, several pictures and categories', () => {
    const weights = toWeights(new Map([...values].map(([name, value]) => [name, name === 'head/kernel' ? { shape: [1, 1, 16, 8], values: new Float32Array(128) } : name === 'head/bias' ? { shape: [8], values: new Float32Array(8) } : value])));
    const shape = tf.tidy(() => selfie(selfieOptions.parse({ categories: 2 })).logits(tf.zeros([2, 48, 80, 3]), weightScope(weights)).shape);
    expect(shape).toEqual([2, 48, 80, 2]);
    tf.dispose([...weights.values()]);
  });
});
