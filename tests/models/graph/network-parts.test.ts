import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { costOfAll, countMultiplyAdds, countParameters } from '../../../models/graph/costs';
import type { Graph } from '../../../models/graph/graph';
import { partsOf, sideOf } from '../../../models/graph/network-parts';
import { trace } from '../../../models/graph/trace';
import { convolution } from '../../../models/layers/convolution';
import type { Scope } from '../../../models/layers/scope';
import { shipped, shippedNames } from './shipped';

const layer = (x: tf.Tensor4D, scope: Scope, stride = 1) => convolution(x, scope, 4, { kernelSize: 3, stride });
const outline = (graph: Graph) => partsOf(graph).map(({ names, blocks, result }) => [names.join(), blocks.map(({ path }) => path).join(), sideOf(result)]);
const record = (network: (x: tf.Tensor4D, scope: Scope) => tf.Tensor) => trace(network, [1, 16, 16, 3], undefined);

describe('partsOf', () => {
  it('has a part for each place at the top of the code and a block for each place below', () => {
    expect(outline(record((x, scope) => {
      const stage = (input: tf.Tensor4D, place: Scope, stride: number) => layer(tf.relu(layer(input, place.at('first').at('a'), stride)), place.at('second'));
      return tf.softmax(stage(stage(layer(x, scope.at('stem')), scope.at('stage1'), 2), scope.at('stage2'), 2));
    }))).toEqual([
      ['stem', 'stem', 16],
      ['stage1', 'stage1/first,stage1/second', 8],
      ['stage2', 'stage2/first,stage2/second', 4],
      ['', '', 4],
    ]);
  });

  it('makes one part of numbered neighbours as long as the picture keeps its size', () => {
    expect(outline(record((x, scope) => [1, 2, 1, 1, 2].reduce((input, stride, index) => layer(input, scope.at(`block${index}`).at('conv'), stride), x)))).toEqual([
      ['block0', 'block0/conv', 16],
      ['block1,block2,block3', 'block1,block2,block3', 8],
      ['block4', 'block4/conv', 4],
    ]);
  });

  it('gives what reads no parameters to the place that the code has come to', () => {
    const graph = record((x, scope) => {
      const inner = scope.at('stage').at('block');
      const half = tf.maxPool(tf.relu(layer(tf.neg(x), inner.at('conv'))), 2, 2, 'same');
      return layer(tf.abs(half), scope.at('head'));
    });
    expect(graph.nodes.map(({ kernel, place }) => [kernel, place])).toEqual([
      ['Neg', 'stage/block'], ['FusedConv2D', 'stage/block/conv'], ['Relu', 'stage/block'], ['MaxPool', 'stage/block'], ['Abs', 'stage/block'], ['FusedConv2D', 'head'],
    ]);
  });

  it('takes the largest value that others read for the result, as a picture', () => {
    const [head] = partsOf(record((x, scope) => {
      const level = (stride: number) => tf.reshape<tf.Rank.R2>(layer(x, scope.at('head'), stride), [-1, 4]);
      return tf.concat([level(2), level(1)], 0);
    }));
    expect(head?.result?.shape).toEqual([1, 16, 16, 4]);
  });

  it.each(shippedNames)('puts every node of %s into one block, so that costs add up', async (name) => {
    const { graph } = await shipped(name, 64);
    const blocks = partsOf(graph).flatMap((part) => part.blocks);
    const nodes = blocks.flatMap((block) => block.nodes);
    expect(nodes).toHaveLength(graph.nodes.length);
    expect(new Set(nodes)).toEqual(new Set(graph.nodes));
    expect(new Set(blocks.map(({ path }) => path)).size).toBe(blocks.length);
    const costs = blocks.map((block) => costOfAll(block.nodes));
    expect(costs.reduce((total, { multiplyAdds }) => total + multiplyAdds, 0)).toBe(countMultiplyAdds(graph));
    expect(costs.reduce((total, { parameters }) => total + parameters, 0)).toBe(countParameters(graph));
  });
});
