// tfjs-core alone has no gradients.
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { toWeights } from '../../../../models/artifact/load';
import { mobileNetV2 } from '../../../../models/networks/backbones/mobilenet-v2';
import type { Scope } from '../../../../models/layers/scope';
import { TrainableParameters } from '../../../../models/layers/trainable-parameters';
import { weightScope } from '../../../../models/layers/weight-scope';
import { Random } from '../../../../models/tensor/random';
import { loadEngine } from '../../../../training/engines/load-engine';

beforeAll(() => loadEngine('wasm'));

/** Runs the network with zeros for weights: what shapes it makes, and how many numbers training changes. */
function shapes(width: number, size: [number, number]): { found: number[][]; weights: number } {
  let weights = 0;
  const scope: Scope = {
    path: '',
    training: true,
    at: () => scope,
    parameter: (_name, shape, _initializer, options) => {
      if (options?.trainable !== false) weights += shape.reduce((product, length) => product * length, 1);
      return tf.zeros([...shape]);
    },
    assign: (_name, value) => value.dispose(),
  };
  const found = tf.tidy(() => {
    const features = mobileNetV2(tf.zeros([1, ...size, 3]), scope, { width, batchNorm: true });
    return [...features.blocks, features.last()].map(({ shape }) => shape);
  });
  return { found, weights };
}

describe('mobileNetV2', () => {
  it('has the strides, channels and parameters of the paper', () => {
    const { found, weights } = shapes(1, [64, 96]);
    expect(found).toEqual([[1, 16, 24, 24], [1, 8, 12, 32], [1, 4, 6, 96], [1, 2, 3, 320], [1, 2, 3, 1280]]);
    expect(weights).toBe(2_223_872); // 3.5 M of table 4 without the classifier's 1.281 M
  });

  it('is as narrow as the authors’ own at other widths', () => {
    expect(shapes(0.35, [32, 32]).found.map((shape) => shape[3])).toEqual([8, 16, 32, 112, 1280]);
    expect(shapes(1.4, [32, 32]).found.map((shape) => shape[3])).toEqual([32, 48, 136, 448, 1792]);
  });

  it('trains: every parameter has a gradient, and its folded form runs on the same picture', async () => {
    const parameters = new TrainableParameters({ random: new Random(2) });
    const random = new Random(3);
    const x = tf.tensor4d(Float32Array.from({ length: 2 * 32 * 32 * 3 }, () => random.normal()), [2, 32, 32, 3]);
    const loss = () => tf.mean<tf.Scalar>(tf.square(mobileNetV2(x, parameters.scope(), { width: 0.35, batchNorm: true }).last()));
    tf.tidy(() => void loss());
    const { value, grads } = tf.variableGrads(loss, parameters.trainable());
    expect(Number.isFinite((await value.data())[0])).toBe(true);
    expect(Object.keys(grads)).toHaveLength(parameters.trainable().length);
    const weights = toWeights(await parameters.values());
    const features = tf.tidy(() => mobileNetV2(x, weightScope(weights), { width: 0.35, batchNorm: true }).last());
    expect(features.shape).toEqual([2, 1, 1, 1280]);
    tf.dispose([value, grads, features, x, ...weights.values()]);
    parameters.dispose();
  });
});
