import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { costOf, costOfAll, countMultiplyAdds, countParameters } from '../../../models/graph/costs';
import { trace } from '../../../models/graph/trace';
import { convolution } from '../../../models/layers/convolution';
import { shipped, shippedNames } from './shipped';

const ones = (...shape: [number, number, number, number]) => tf.ones<tf.Rank.R4>(shape);
const graphOf = (run: (x: tf.Tensor4D) => tf.Tensor) => trace(run, [1, 10, 8, 6], new Map());

describe('countMultiplyAdds', () => {
  it.each<[string, number, (x: tf.Tensor4D) => tf.Tensor]>([
    ['a convolution with stride 2', 5 * 4 * 7 * (3 * 3 * 6), (x) => tf.conv2d(x, ones(3, 3, 6, 7), 2, 'same')],
    ['a fused one', 10 * 8 * 7 * 6, (x) => tf.fused.conv2d({ x, filter: ones(1, 1, 6, 7), strides: 1, pad: 'same', bias: tf.ones([7]), activation: 'relu' })],
    ['a depthwise one', 8 * 6 * 6 * (3 * 3), (x) => tf.depthwiseConv2d(x, ones(3, 3, 6, 1), 1, 'valid')],
    ['a transposed one', 10 * 8 * 6 * (3 * 3 * 5), (x) => tf.conv2dTranspose(x, ones(3, 3, 5, 6), [1, 20, 16, 5], 2, 'same')],
    ['a matrix product', 2 * 3 * 5, () => tf.matMul(tf.ones([2, 3]), tf.ones([3, 5]))],
    ['a product of transposed matrices', 2 * 3 * 5, () => tf.matMul(tf.ones([3, 2]), tf.ones([5, 3]), true, true)],
    ['a batch of them', 4 * 2 * 3 * 5, () => tf.matMul(tf.ones([4, 2, 3]), tf.ones([4, 3, 5]))],
    ['several', 2 * 3 * 5 + 2 * 5 * 5, () => tf.matMul(tf.matMul(tf.ones([2, 3]), tf.ones([3, 5])), tf.ones([5, 5]))],
    ['what only rearranges', 0, (x) => tf.relu(tf.add(x, 1))],
  ])('counts %s', (_, expected, run) => {
    expect(countMultiplyAdds(graphOf(run))).toBe(expected);
  });

  it.each(shippedNames)('gives the card of %s its figures', async (name) => {
    const { card, graph } = await shipped(name);
    expect(countMultiplyAdds(graph)).toBe(card.multiplyAdds);
    expect(countParameters(graph)).toBe(card.parameters);
  });
});

describe('costOf', () => {
  it('counts the bytes of inputs, parameters and outputs, and none for a view', () => {
    const values = new Map([['kernel', { shape: [1, 1, 6, 5], values: new Float32Array(30) }], ['bias', { shape: [5], values: new Float32Array(5) }]]);
    const graph = trace((x, scope) => tf.reshape(convolution(x, scope, 5, { kernelSize: 1 }), [-1]), [1, 10, 8, 6], values);
    expect(graph.nodes.map(costOf)).toEqual([
      { multiplyAdds: 80 * 30, parameters: 35, bytesRead: 4 * (480 + 30 + 5), bytesWritten: 4 * 400 },
      { multiplyAdds: 0, parameters: 0, bytesRead: 0, bytesWritten: 0 },
    ]);
  });

  it('counts a parameter once however many nodes read it', () => {
    const values = new Map([['kernel', { shape: [1, 1, 6, 6], values: new Float32Array(36) }], ['bias', { shape: [6], values: new Float32Array(6) }]]);
    const twice = trace((x, scope) => convolution(convolution(x, scope, 6, { kernelSize: 1 }), scope, 6, { kernelSize: 1 }), [1, 10, 8, 6], values);
    expect(countParameters(twice)).toBe(42);
    expect(costOfAll(twice.nodes)).toEqual({ multiplyAdds: 2 * 80 * 36, parameters: 42, bytesRead: 2 * 4 * (480 + 36 + 6), bytesWritten: 2 * 4 * 480 });
  });
});
