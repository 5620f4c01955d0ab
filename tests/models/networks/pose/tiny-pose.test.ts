import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadModel, toWeights } from '../../../../models/artifact/load';
import { joinPath, type Scope } from '../../../../models/layers/scope';
import { COCO_KEYPOINTS } from '../../../../models/pose/coco-keypoints';
import { mirroredKeypoints } from '../../../../models/pose/flip-test';
import { weightScope, type Weights } from '../../../../models/layers/weight-scope';
import { tinyPose, tinyPoseOptions } from '../../../../models/networks/pose/tiny-pose';
import { startWasm } from '../../../../training/engines/wasm-engine';
import { findModel } from '../../../../training/export/model-files';

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

  it('with the flip test sees left and right alike: what it gives of a mirror image is the mirror image of what it gives', async () => {
    const network = tinyPose(tinyPoseOptions.parse({ mirrored: mirroredKeypoints(COCO_KEYPOINTS) }));
    const [height, width, border] = [64, 96, 3];
    // The columns that mirroring about a pixel loses are empty.
    const picture = tf.pad<tf.Tensor4D>(tf.randomNormal([1, height, width - border, 3], 0, 1, 'float32', 7), [[0, 0], [0, 0], [0, border], [0, 0]]);
    const mirror = tf.pad(tf.slice(tf.reverse(picture, 2), [0, 0, border, 0], [1, height, width - border, 3]), [[0, 0], [0, 0], [0, border], [0, 0]]);
    const [own, other] = tf.tidy(() => [network.heatMaps(picture, weightScope(weights)), network.heatMaps(mirror, weightScope(weights))] as const);
    const back = tf.gather(tf.reverse(other, 2), mirroredKeypoints(COCO_KEYPOINTS), 3);
    expect(Math.max(...await tf.abs(tf.sub(own, back)).data())).toBeLessThan(1e-5);
    expect(Math.max(...await tf.abs(tf.sub(own, tf.reverse(own, 2))).data())).toBeGreaterThan(1e-3);
  });

  it('takes other widths, modules and sizes', () => {
    const network = tinyPose(tinyPoseOptions.parse({ keypoints: 5, stem: 16, channels: [16, 32, 48, 64], modules: [1, 2, 1], blocks: 1 }));
    const zeros = new Map<string, tf.Tensor>();
    const scope = (path: string): Scope => ({
      path, training: false, at: (name) => scope(joinPath(path, name)), assign: () => undefined,
      parameter: (name, shape) => zeros.get(joinPath(path, name)) ?? zeros.set(joinPath(path, name), tf.zeros([...shape])).get(joinPath(path, name)) ?? tf.scalar(0),
    });
    expect(network.heatMaps(tf.zeros([2, 96, 64, 3]), scope('')).shape).toEqual([2, 24, 16, 5]);
    expect([...zeros.keys()].filter((name) => name.includes('stage3/module1/branch2/block0')).length).toBe(6);
  });
});
