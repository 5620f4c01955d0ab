import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { constantsOf, type Graph } from '../../../../models/graph/graph';
import { foldConstants } from '../../../../models/graph/passes/constants';
import { joinUpsampledSums } from '../../../../models/graph/passes/add-upsampled';
import { optimize, PASSES } from '../../../../models/graph/passes/optimize';
import { joinShuffleBlocks } from '../../../../models/graph/passes/shuffle-blocks';
import { GraphRunner } from '../../../../models/graph/run-graph';
import { registerKernels } from '../../../../models/kernels/register';
import { startWasm } from '../../../../training/engines/wasm-engine';
import { expectClose } from '../closeness';
import { arbitrarySteps, traced } from '../random-network';
import { inputsOf, noise, shipped, shippedNames } from '../shipped';

const passes: Readonly<Record<string, (graph: Graph) => Graph | Promise<Graph>>> = { ...PASSES, joinShuffleBlocks, joinUpsampledSums, foldConstants, optimize: (graph) => optimize(graph) };

beforeAll(async () => {
  await startWasm();
  registerKernels('wasm');
});

async function run(graph: Graph, inputs: tf.Tensor4D | readonly tf.Tensor[], weights?: ReadonlyMap<string, tf.Tensor>): Promise<Float32Array> {
  const runner = new GraphRunner(graph, weights);
  const [output] = runner.run([inputs].flat());
  const values = await output?.data<'float32'>() ?? new Float32Array();
  output?.dispose();
  runner.dispose();
  return values;
}

describe.each(Object.keys(passes))('the pass %s', (name) => {
  const pass = passes[name] ?? ((graph: Graph) => graph);

  it('changes no result, adds no node and finds nothing to do a second time', async () => {
    const property = fc.asyncProperty(arbitrarySteps, fc.nat(1000), async (steps, seed) => {
      const { graph, input, expected, shape } = await traced(steps, seed);
      const changed = await pass(graph);
      expect(changed.outputs[0]?.shape).toEqual(shape);
      expect(changed.nodes.length).toBeLessThanOrEqual(graph.nodes.length);
      expect((await pass(changed)).nodes.length).toBe(changed.nodes.length);
      expectClose(await run(changed, input), expected);
      input.dispose();
    });
    await fc.assert(property, { numRuns: 30 });
  });
});

it.each(shippedNames)('no pass changes the results of %s', async (model) => {
  const side = 64;
  const { card, graph } = await shipped(model, side);
  const inputs = inputsOf(card, noise(side, 3));
  const expected = await run(graph, inputs);
  for (const pass of Object.values(passes)) expectClose(await run(await pass(graph), inputs), expected);
});

it('a graph takes by name no weights that a pass has changed', async () => {
  const { graph, input, expected } = await traced(['bare convolution', 'scale', 'bias', 'shift'], 1);
  const weights = new Map(constantsOf(graph).flatMap(({ shape, constant: { name, values } }) => (name === undefined ? [] : [[name, tf.tensor(values, [...shape])] as const])));
  expectClose(await run(optimize(graph), input, weights), expected);
  input.dispose();
  tf.dispose([...weights.values()]);
});

it('constants are folded on plain loops, and the engine is the same afterwards', async () => {
  const { graph, input } = await traced(['constant arithmetic'], 1);
  input.dispose();
  const before = tf.memory().numTensors;
  await foldConstants(graph);
  expect(tf.getBackend()).toBe('wasm');
  expect(tf.memory().numTensors).toBe(before);
});

/** The kernels that a pass leaves of a network. */
const kernelsAfter = async (pass: string, ...steps: string[]): Promise<string[]> => {
  const { graph } = await traced(steps, 1);
  return (await passes[pass]?.(graph))?.nodes.map(({ kernel }) => kernel) ?? [];
};

describe('what the passes achieve', () => {
  it.each<[string, string[], string[]]>([
    ['removeIdentities', ['identities', 'relu'], ['Relu']],
    ['removeIdentities', ['reshapes', 'transposes', 'relu'], ['Relu']],
    ['foldPadding', ['padding before a convolution'], ['Conv2D']],
    ['foldPoolPadding', ['pooling of a padded picture'], ['MaxPool']],
    ['foldPadding', ['pooling of a padded picture'], ['PadV2', 'MaxPool']],
    ['foldPadding', ['padding of channels', 'bare convolution'], ['PadV2', 'Conv2D']],
    ['optimize', ['bare convolution', 'normalisation of a constant', 'scale', 'bias'], ['FusedConv2D']],
    ['foldScales', ['bare convolution', 'scale', 'shift'], ['FusedConv2D']],
    ['foldScales', ['bare depthwise convolution', 'a number', 'shift'], ['FusedDepthwiseConv2D']],
    ['foldScales', ['fused convolution', 'scale'], ['FusedConv2D', 'Multiply']],
    ['fuseActivations', ['bare convolution', 'elu'], ['FusedConv2D']],
    ['fuseActivations', ['fused convolution', 'relu'], ['FusedConv2D', 'Relu']],
    ['foldConstants', ['constant arithmetic'], ['Add']],
    ['joinShuffleBlocks', ['shuffle block'], ['FusedConv2D', 'FoveaShuffleBlockPointwise', 'FusedDepthwiseConv2D', 'FoveaShuffleBlockPointwise']],
    ['joinShuffleBlocks', ['channel shuffle'], ['Reshape', 'Transpose', 'Reshape']],
    ['joinUpsampledSums', ['a sum with repeated cells'], ['ResizeBilinear', 'FoveaAddUpsampled']],
    ['joinUpsampledSums', ['residual', 'relu'], ['FusedConv2D', 'Relu', 'Add', 'Relu']],
    ['optimize', ['padding before a convolution', 'normalisation of a constant', 'leaky relu'], ['FusedConv2D']],
  ])('%s makes of %s: %s', async (pass, steps, expected) => {
    expect(await kernelsAfter(pass, ...steps)).toEqual(expected);
  });
});
