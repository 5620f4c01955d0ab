import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeNetwork, MEASURES, stackedBar, type Amounts } from '../../../../app/models/[name]/describe-network';
import { costOfAll } from '../../../../models/graph/costs';
import { OPERATION_KINDS } from '../../../../models/graph/kinds';
import { trace } from '../../../../models/graph/trace';
import { convolution, depthwiseConvolution } from '../../../../models/layers/convolution';
import { shipped, shippedNames } from '../../../models/graph/shipped';

const small = describeNetwork(trace((x, scope) => {
  const block = scope.at('stage2').at('block0');
  const shared = (input: tf.Tensor4D) => convolution(input, block.at('branch').at('mixed'), 4, { kernelSize: 1 });
  const spread = depthwiseConvolution(shared(shared(convolution(x, scope.at('box_head'), 4, { kernelSize: 3 }))), block.at('spread'), { kernelSize: 3, stride: 2 });
  return tf.softmax(tf.add(tf.abs(tf.neg(tf.relu(spread))), convolution(spread, block.at('last'), 4, { kernelSize: 1 })));
}, [1, 8, 8, 3], undefined));

describe('describeNetwork', () => {
  it('names parts and layers as people read them', () => {
    expect(small.parts.map(({ name, shape, blocks }) => [name, shape, blocks.map(({ path, side }) => [path, side])])).toEqual([
      ['Box head', '8 × 8 × 4', [['box_head', 8]]],
      ['Stage 2', '4 × 4 × 4', [['stage2/block0', 4]]],
      ['Answer', '4 × 4 × 4', [['', 4]]],
    ]);
    expect(small.parts.flatMap(({ blocks }) => blocks.flatMap(({ layers }) => layers.map(({ name, shape }) => [name, shape])))).toEqual([
      ['box_head', '8 × 8 × 4'],
      ['branch/mixed × 2', '8 × 8 × 4'], ['spread', '4 × 4 × 4'], ['Relu, Neg and 1 more', ''], ['last', '4 × 4 × 4'],
      ['Add, Softmax', ''],
    ]);
    expect(small.layers).toBe(4);
  });

  it('tells neighbours of the same size as one part', async () => {
    const { graph } = await shipped('mobilenet-v2-imagenet');
    expect(describeNetwork(graph).parts.map(({ name, shape }) => `${name}: ${shape}`)).toEqual([
      'Stem: 112 × 112 × 32', 'Block 0: 112 × 112 × 16', 'Blocks 1 and 2: 56 × 56 × 24', 'Blocks 3 to 5: 28 × 28 × 32', 'Blocks 6 to 12: 14 × 14 × 96',
      'Blocks 13 to 16: 7 × 7 × 320', 'Last convolution: 1280', 'Classifier: 1000', 'Answer: 1000',
    ]);
  });

  it.each(shippedNames)('adds up for %s, by parts, blocks, kinds and layers', async (name) => {
    const { card, graph } = await shipped(name);
    const { parts, total, kinds, most } = describeNetwork(graph);
    const { bytesRead, bytesWritten } = costOfAll(graph.nodes);
    expect(total).toEqual({ multiplyAdds: card.multiplyAdds, parameters: card.parameters, bytes: bytesRead + bytesWritten });
    const blocks = parts.flatMap((part) => part.blocks);
    const ways: (readonly Amounts[])[] = [
      parts.map((part) => part.total), blocks.map((block) => block.total), kinds.map(([, amounts]) => amounts),
      blocks.flatMap((block) => block.kinds.map(([, amounts]) => amounts)), blocks.flatMap(({ layers }) => layers.map(({ amounts }) => amounts)),
    ];
    for (const measure of MEASURES) {
      for (const way of ways) expect(way.reduce((sum, amounts) => sum + amounts[measure], 0)).toBe(total[measure]);
      expect(most[measure]).toBe(Math.max(...blocks.map((block) => block.total[measure])));
    }
    for (const { layers } of blocks) expect(new Set(layers.map((layer) => layer.name)).size).toBe(layers.length);
  });
});

it('stacks the kinds of a bar without gaps, as long as they are together', () => {
  const amounts = fc.nat(1000).map((multiplyAdds): Amounts => ({ multiplyAdds, parameters: 0, bytes: 0 }));
  fc.assert(fc.property(fc.array(amounts, { maxLength: OPERATION_KINDS.length }), fc.integer({ min: 1, max: 9 }), (each, times) => {
    const sum = each.reduce((all, { multiplyAdds }) => all + multiplyAdds, 0);
    const most = Math.max(1, sum * times);
    const kinds = OPERATION_KINDS.slice(0, each.length).map((kind, index) => [kind, each[index] ?? { multiplyAdds: 0, parameters: 0, bytes: 0 }] as const);
    const pieces = stackedBar({ kinds, total: { multiplyAdds: sum, parameters: 0, bytes: 0 } }, 'multiplyAdds', most);
    for (const { kind, start, length } of pieces) {
      const place = kinds.findIndex(([other]) => other === kind);
      expect(start).toBeCloseTo(each.slice(0, place).reduce((before, { multiplyAdds }) => before + multiplyAdds, 0) / most, 10);
      expect(length).toBeCloseTo((each[place]?.multiplyAdds ?? NaN) / most, 10);
    }
    // What is left out cannot be seen.
    expect(pieces.reduce((all, { length }) => all + length, 0)).toBeGreaterThanOrEqual(sum / most - 0.001 * each.length - 1e-9);
  }));
});
