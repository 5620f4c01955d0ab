import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { toWeights } from '../../../models/artifact/load';
import { EngineError, InvalidInputError } from '../../../models/errors';
import { constantsOf, layerOf, type Graph } from '../../../models/graph/graph';
import { GraphRunner } from '../../../models/graph/run-graph';
import { trace } from '../../../models/graph/trace';
import type { Scope } from '../../../models/layers/scope';
import { weightScope } from '../../../models/layers/weight-scope';
import { createNetwork, outputsInOrder } from '../../../models/networks';
import { convolution } from '../../../models/layers/convolution';
import { startWasm } from '../../../training/engines/wasm-engine';
import { registerKernels } from '../../../models/kernels/register';
import { stopGradient } from '../../../models/tensor/stop-gradient';
import { expectClose } from './closeness';
import { arbitrarySteps, STEPS, traced } from './random-network';
import { inputsOf, noise, shipped, shippedNames } from './shipped';

const none = new Map();

describe('trace', () => {
  it('needs no engine and starts none', () => {
    const graph = trace((x) => tf.relu(x), [1, 2, 2, 3], none);
    expect(graph.nodes.map(({ kernel }) => kernel)).toEqual(['Relu']);
    expect(tf.getBackend()).toBeFalsy();
  });

  it('goes on where its module is loaded again', async () => {
    vi.resetModules();
    const again = await import('../../../models/graph/trace');
    for (const record of [again.trace, trace]) expect(record((x) => tf.relu(x), [1, 2, 2, 3], none).nodes.map(({ kernel }) => kernel)).toEqual(['Relu']);
  });

  describe('beside a running engine', () => {
    beforeAll(async () => {
      await startWasm();
      registerKernels('wasm');
    });

    it('puts the engine back and leaves no tensor, also when the network fails', () => {
      const before = tf.memory().numTensors;
      trace((x) => tf.add(stopGradient(x), 1), [1, 2, 2, 3], none);
      expect(() => trace((x) => tf.fft(tf.complex(x, x)), [1, 2, 2, 3], none)).toThrow();
      expect(tf.getBackend()).toBe('wasm');
      expect(tf.memory().numTensors).toBe(before);
    });

    it('names constants by their parameters and nodes by their layers', () => {
      const values = new Map([['a/kernel', { shape: [1, 1, 3, 2], values: new Float32Array(6) }], ['a/bias', { shape: [2], values: new Float32Array(2) }]]);
      const graph = trace((x, scope) => convolution(x, scope.at('a'), 2, { kernelSize: 1 }), [1, 4, 4, 3], values);
      expect(graph.nodes.map((node) => [node.kernel, layerOf(node), node.outputs[0]?.shape])).toEqual([['FusedConv2D', 'a', [1, 4, 4, 2]]]);
      expect(constantsOf(graph).map(({ constant }) => constant.name)).toEqual(['a/kernel', 'a/bias']);
    });

    it('needs no numbers where shapes alone matter', () => {
      const network = (x: tf.Tensor4D, scope: Scope) => tf.relu(convolution(x, scope.at('a'), 2, { kernelSize: 1 }));
      const values = new Map([['a/kernel', { shape: [1, 1, 3, 2], values: new Float32Array(6) }], ['a/bias', { shape: [2], values: new Float32Array(2) }]]);
      const outline = ({ nodes }: Graph) => nodes.map(({ kernel, place, inputs, outputs }) => [kernel, place, Object.values(inputs).map(({ shape, constant }) => [shape, constant?.name]), outputs]);
      expect(outline(trace(network, [1, 4, 4, 3], undefined))).toEqual(outline(trace(network, [1, 4, 4, 3], values)));
    });

    it('refuses what cannot be recorded', () => {
      expect(() => trace((x) => { x.dataSync(); return x; }, [1, 2, 2, 3], none)).toThrow(EngineError);
      const outside = tf.scalar(1);
      expect(() => trace((x) => tf.add(x, outside), [1, 2, 2, 3], none)).toThrow(/before it was recorded/);
      expect(() => trace((x, scope) => convolution(x, scope, 2, { kernelSize: 1 }), [1, 2, 2, 3], none)).toThrow(InvalidInputError);
      const wrong = new Map([['kernel', { shape: [1], values: new Float32Array(1) }]]);
      expect(() => trace((x, scope) => convolution(x, scope, 2, { kernelSize: 1 }), [1, 2, 2, 3], wrong)).toThrow(/shape \[1\].*\[1, 1, 3, 2\]/);
    });

    it.each(Object.keys(STEPS))('records %s with the shape and the numbers that it has', async (step) => {
      await expectSame([step], 1);
    });

    it('records any network', async () => {
      await fc.assert(fc.asyncProperty(arbitrarySteps, fc.nat(1000), expectSame), { numRuns: 20 });
    });

    async function expectSame(steps: readonly string[], seed: number): Promise<void> {
      const { graph, input, expected, shape } = await traced(steps, seed);
      expect(graph.outputs[0]?.shape).toEqual(shape);
      const runner = new GraphRunner(graph);
      const before = tf.memory().numTensors;
      const [output] = runner.run([input]);
      expectClose(await output?.data() ?? [], expected, 0);
      output?.dispose();
      expect(tf.memory().numTensors).toBe(before);
      runner.dispose();
      input.dispose();
    }

    it.each(shippedNames)('records %s exactly', async (name) => {
      const side = 128;
      const { card, values, graph } = await shipped(name, side);
      const weights = toWeights(values);
      const [input, condition] = inputsOf(card, noise(side, 5));
      const network = createNetwork(card.network.name, card.network.options);
      const [direct] = tf.tidy(() => outputsInOrder(network, network.forward(input, weightScope(weights), condition)));
      const runner = new GraphRunner(graph);
      const [output] = runner.run(condition === undefined ? [input] : [input, condition]);
      expectClose(await output?.data() ?? [], await direct?.data<'float32'>() ?? new Float32Array(), 0);
    });
  });
});
