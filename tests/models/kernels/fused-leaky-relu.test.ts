import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerKernels } from '../../../models/kernels/register';
import { startWasm } from '../../../training/engines/wasm-engine';

beforeAll(async () => {
  await startWasm();
  registerKernels('wasm');
  registerKernels('wasm');
});

describe('a convolution on wasm that ends in a leaky ReLU', () => {
  const x = () => tf.randomNormal<tf.Rank.R4>([1, 5, 6, 3], 0, 1, 'float32', 1);
  it.each<[string, (tail: object) => tf.Tensor4D]>([
    ['ordinary', (tail) => tf.fused.conv2d({ x: x(), filter: tf.randomNormal([3, 3, 3, 4], 0, 1, 'float32', 2), strides: 1, pad: 'same', bias: tf.tensor1d([1, -1, 0, 2]), ...tail })],
    ['depthwise', (tail) => tf.fused.depthwiseConv2d({ x: x(), filter: tf.randomNormal([3, 3, 3, 1], 0, 1, 'float32', 2), strides: 2, pad: 'same', bias: tf.tensor1d([1, -1, 0]), ...tail })],
    ['without a bias', (tail) => tf.fused.conv2d({ x: x(), filter: tf.randomNormal([1, 1, 3, 4], 0, 1, 'float32', 2), strides: 1, pad: 'same', ...tail })],
  ])('gives the leaky ReLU of the linear one, slope by slope: %s', (_, convolve) => {
    for (const slope of [0.1, 0.3, 0.1]) {
      tf.tidy(() => {
        const expected = tf.leakyRelu(convolve({ activation: 'linear' }), slope).dataSync();
        const actual = convolve({ activation: 'leakyrelu', leakyreluAlpha: slope }).dataSync();
        expect(Math.min(...expected)).toBeLessThan(0);
        expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 5));
      });
    }
  });

  it('leaves other activations to the engine and makes no tensor that stays', () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const run = (activation: 'relu6' | 'leakyrelu') => tf.fused.conv2d({ x: x(), filter: tf.ones([1, 1, 3, 2]), strides: 1, pad: 'same', bias: tf.zeros([2]), activation, leakyreluAlpha: 0.1 });
      expect(Math.min(...run('relu6').dataSync())).toBe(0);
      run('leakyrelu');
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});
