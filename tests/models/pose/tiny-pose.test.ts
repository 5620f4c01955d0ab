import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadModel, toWeights } from '../../../models/artifact/load';
import { weightScope, type Weights } from '../../../models/layers/weight-scope';
import { tinyPose, tinyPoseOptions } from '../../../models/pose/tiny-pose';
import { startWasm } from '../../../training/engines/wasm-engine';
import { findModel } from '../../../training/export/model-files';

interface CheckValues {
  readonly size: [number, number];
  readonly shape: [number, number, number];
  readonly mean: number;
  readonly std: number;
  readonly at: number[];
  readonly values: number[];
}
const check = JSON.parse(readFileSync('tests/fixtures/models/tiny-pose-check.json', 'utf8')) as CheckValues;
/** Of the spread; the values are given to five digits after the point, half of the last of which is 5e-4 of the spread. */
const TOLERANCE = 1e-3;

describe('tiny-pose with the shipped weights', () => {
  let weights: Weights;
  beforeAll(async () => {
    await startWasm();
    weights = toWeights((await loadModel(await findModel('tiny-pose-coco'))).values);
  });

  it('gives the published network’s heat maps to a thousandth of their spread', async () => {
    const [height, width] = check.size;
    const input = tf.tensor4d(Float32Array.from({ length: height * width * 3 }, (_, i) => Math.sin(0.001 * i)), [1, height, width, 3]);
    const heatMaps = tf.tidy(() => tinyPose(tinyPoseOptions.parse({})).heatMaps(input, weightScope(weights)));
    expect(heatMaps.shape).toEqual([1, ...check.shape]);
    const output = await heatMaps.data<'float32'>();
    const mean = output.reduce((sum, value) => sum + value, 0) / output.length;
    const deviation = Math.sqrt(output.reduce((sum, value) => sum + (value - mean) ** 2, 0) / output.length);
    expect(Math.abs(mean - check.mean) / check.std).toBeLessThan(TOLERANCE);
    expect(Math.abs(deviation - check.std) / check.std).toBeLessThan(TOLERANCE);
    check.at.forEach((index, i) => expect(Math.abs((output[index] ?? NaN) - (check.values[i] ?? NaN)) / check.std).toBeLessThan(TOLERANCE));
  });
});
