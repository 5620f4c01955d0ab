import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startWasm } from '../../../training/engines/wasm-engine';
import { countMultiplyAdds } from '../../../training/export/multiply-adds';

beforeAll(startWasm);

const ones = (...shape: [number, number, number, number]) => tf.ones<tf.Rank.R4>(shape);

describe('countMultiplyAdds', () => {
  it.each<[string, number, () => tf.Tensor]>([
    ['a convolution with stride 2', 5 * 4 * 7 * (3 * 3 * 6), () => tf.conv2d(ones(1, 10, 8, 6), ones(3, 3, 6, 7), 2, 'same')],
    ['a fused one', 10 * 8 * 7 * 6, () => tf.fused.conv2d({ x: ones(1, 10, 8, 6), filter: ones(1, 1, 6, 7), strides: 1, pad: 'same', bias: tf.ones([7]), activation: 'relu' })],
    ['a depthwise one', 8 * 6 * 6 * (3 * 3), () => tf.depthwiseConv2d(ones(1, 10, 8, 6), ones(3, 3, 6, 1), 1, 'valid')],
    ['a matrix product', 2 * 3 * 5, () => tf.matMul(tf.ones([2, 3]), tf.ones([3, 5]))],
    ['a transposed one', 2 * 3 * 5, () => tf.matMul(tf.ones([3, 2]), tf.ones([5, 3]), true, true)],
    ['a batch of them', 4 * 2 * 3 * 5, () => tf.matMul(tf.ones([4, 2, 3]), tf.ones([4, 3, 5]))],
    ['several', 2 * 3 * 5 + 2 * 5 * 5, () => tf.matMul(tf.matMul(tf.ones([2, 3]), tf.ones([3, 5])), tf.ones([5, 5]))],
    ['what only rearranges', 0, () => tf.relu(tf.add(tf.ones([4]), 1))],
  ])('counts %s', async (_, expected, run) => {
    const before = tf.memory().numTensors;
    expect(await countMultiplyAdds(run)).toBe(expected);
    expect(tf.memory().numTensors).toBe(before);
  });
});
