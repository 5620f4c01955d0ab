import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { costOf } from '../../../models/graph/costs';
import { kindOf } from '../../../models/graph/kinds';
import { trace } from '../../../models/graph/trace';
import { shipped, shippedNames } from './shipped';

const ones = (...shape: [number, number, number, number]) => tf.ones<tf.Rank.R4>(shape);

it.each<[string, string, (x: tf.Tensor4D) => tf.Tensor]>([
  ['a 1x1 convolution', 'pointwise', (x) => tf.conv2d(x, ones(1, 1, 6, 7), 1, 'same')],
  ['a fused one', 'pointwise', (x) => tf.fused.conv2d({ x, filter: ones(1, 1, 6, 7), strides: 1, pad: 'same', bias: tf.ones([7]), activation: 'relu' })],
  ['a flat but long one', 'convolution', (x) => tf.conv2d(x, ones(1, 3, 6, 7), 1, 'same')],
  ['a transposed one', 'convolution', (x) => tf.conv2dTranspose(x, ones(1, 1, 5, 6), [1, 20, 16, 5], 2, 'same')],
  ['a depthwise one', 'depthwise', (x) => tf.depthwiseConv2d(x, ones(1, 1, 6, 1), 1, 'same')],
  ['a product of matrices', 'product', () => tf.matMul(tf.ones([2, 3]), tf.ones([3, 5]))],
  ['a sum', 'other', (x) => tf.add(x, 1)],
])('calls %s %s', (_, kind, run) => {
  expect(trace(run, [1, 10, 8, 6], new Map()).nodes.map(kindOf)).toEqual([kind]);
});

it.each(shippedNames)('finds in %s that only the others multiply and add nothing', async (name) => {
  const { graph: { nodes } } = await shipped(name, 64);
  expect(nodes.filter((node) => kindOf(node) === 'other')).toEqual(nodes.filter((node) => costOf(node).multiplyAdds === 0));
});
