import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { sizeOf } from '../../../../models/graph/graph';
import { trace } from '../../../../models/graph/trace';
import { UnsupportedGraphError } from '../../../../models/graph/webgpu/lowering';
import { WebGpuProgram } from '../../../../models/graph/webgpu/program';
import { convolution, depthwiseConvolution } from '../../../../models/layers/convolution';
import { normal } from '../../../../models/layers/initializers';
import type { Scope } from '../../../../models/layers/scope';
import { TrainableParameters } from '../../../../models/layers/trainable-parameters';
import { Random } from '../../../../models/tensor/random';
import { startCpu } from '../../../../training/engines/cpu-engine';
import { expectClose } from '../closeness';
import { arbitrarySteps, networkOf, STEPS } from '../random-network';
import { softwareDevice } from './software-device';

const device = await softwareDevice();
const TOLERANCE = 1e-4;

type Network = (x: tf.Tensor4D, scope: Scope) => tf.Tensor | readonly tf.Tensor[];
type Shape = readonly [number, number, number, number];

/** That a network's program gives what tfjs' plain loops give, twice, without leaving a part of the first frame in the second. */
async function expectSame(network: Network, shape: Shape, seed = 1): Promise<WebGpuProgram> {
  if (typeof device === 'string') throw new Error(device);
  const random = new Random(seed);
  await startCpu();
  const parameters = new TrainableParameters({ random });
  const frames = Array.from({ length: 2 }, () => Float32Array.from({ length: sizeOf(shape) }, () => random.normal()));
  const expected = await Promise.all(frames.map((numbers) => {
    const outputs = tf.tidy(() => [network(tf.tensor4d(numbers, [...shape]), parameters.scope(false))].flat().map((output) => tf.clone(output)));
    return Promise.all(outputs.map(async (output) => {
      const data = await output.data<'float32'>();
      output.dispose();
      return data;
    }));
  }));
  const graph = trace(network, shape, await parameters.values());
  parameters.dispose();
  const program = await WebGpuProgram.compile(device, graph);
  for (const [index, numbers] of frames.entries()) {
    const { outputs: results } = await program.run([numbers]);
    expect(results.length).toBe(expected[index]?.length);
    results.forEach((result, output) => expectClose(result, expected[index]?.[output] ?? new Float32Array(), TOLERANCE));
  }
  program.dispose();
  return program;
}

describe.skipIf(typeof device === 'string')(`a graph as one program of WebGPU${typeof device === 'string' ? `, which does not start here: ${device}` : ''}`, () => {
  beforeAll(async () => {
    await startCpu();
  });

  const REFUSED = new Map([
    ['bare depthwise convolution', /several channels for one/],
    ['padding of channels', /PadV2.*no kernel/],
    ['batch normalisation', /FusedBatchNorm.*no kernel/],
    ['normalisation of a constant', /FusedBatchNorm.*no kernel/],
    ['constant arithmetic', /Range.*no kernel/],
  ]);

  it.each(Object.keys(STEPS).filter((step) => !REFUSED.has(step)))('computes %s', async (step) => {
    await expectSame(networkOf([step]), [1, 7, 6, 4]);
  });

  it.each([[1, 5, 3, 8], [2, 4, 3, 12], [1, 2, 2, 16]] as const)('turns channels of [%i, %i, %i, %i] into pixels, and divides by roots', async (...shape) => {
    await expectSame((x) => tf.depthToSpace(tf.mul(x, tf.rsqrt(tf.add(tf.square(x), 0.5))), 2), shape);
    await expectSame((x) => tf.relu(tf.depthToSpace(x, 2)), shape);
  });

  it('computes any network of them', async () => {
    const steps = arbitrarySteps.map((names) => names.filter((name) => !REFUSED.has(name)));
    await fc.assert(fc.asyncProperty(steps, fc.nat(1000), async (names, seed) => {
      await expectSame(networkOf(names), [1, 7, 6, 4], seed);
    }), { numRuns: 25 });
  });

  it.each([...REFUSED])('refuses %s, and says why', async (step, why) => {
    const refusal = expectSame(networkOf([step]), [1, 7, 6, 4]);
    await expect(refusal).rejects.toThrow(UnsupportedGraphError);
    await expect(refusal).rejects.toThrow(why);
  });

  const shape = fc.tuple(fc.constantFrom(1, 2), fc.integer({ min: 3, max: 11 }), fc.integer({ min: 3, max: 11 }), fc.integer({ min: 1, max: 19 }));
  const activation = fc.constantFrom('linear' as const, 'relu' as const, 'relu6' as const, 'leaky-relu' as const);

  it('computes convolutions of any size', async () => {
    const call = fc.record({ shape, filters: fc.integer({ min: 1, max: 19 }), kernelSize: fc.constantFrom(1, 2, 3, 5), stride: fc.constantFrom(1, 2, 3), padding: fc.constantFrom('same' as const, 'symmetric' as const), activation });
    await fc.assert(fc.asyncProperty(call, async ({ shape, filters, ...options }) => {
      await expectSame((x, scope) => convolution(x, scope, filters, { ...options, biasInitializer: normal(1) }), shape);
    }), { numRuns: 40 });
  });

  it('computes depthwise convolutions of any size', async () => {
    const call = fc.record({ shape, kernelSize: fc.constantFrom(3, 5), stride: fc.constantFrom(1, 2), padding: fc.constantFrom('same' as const, 'symmetric' as const), activation });
    await fc.assert(fc.asyncProperty(call, async ({ shape, ...options }) => {
      await expectSame((x, scope) => depthwiseConvolution(x, scope, { ...options, biasInitializer: normal(1) }), shape);
    }), { numRuns: 30 });
  });

  it('computes poolings, resizings, means and softmax of any size', async () => {
    const call = fc.record({ shape, size: fc.integer({ min: 1, max: 3 }), strides: fc.integer({ min: 1, max: 2 }), to: fc.tuple(fc.integer({ min: 1, max: 13 }), fc.integer({ min: 1, max: 13 })), way: fc.constantFrom('plain', 'corners', 'centres') });
    await fc.assert(fc.asyncProperty(call, async ({ shape, size, strides, to, way }) => {
      const [corners, centres] = [way === 'corners', way === 'centres'];
      await expectSame((x) => [
        tf.maxPool(x, size, strides, 'same'),
        tf.avgPool(x, size, strides, 'valid'),
        tf.image.resizeBilinear(x, to, corners, centres),
        // At a tie a half of a rounding decides which cell is nearest: whole factors have none.
        tf.image.resizeNearestNeighbor(x, [2 * x.shape[1], 3 * x.shape[2]]),
        tf.mean(x, [1, 2]),
        tf.softmax(x),
      ], shape);
    }), { numRuns: 30 });
  });

  it('computes long sums of few places with several threads', async () => {
    await expectSame((x, scope) => {
      const pooled = tf.mean<tf.Tensor2D>(convolution(x, scope.at('wide'), 301, { kernelSize: 1 }), [1, 2]);
      return tf.softmax(tf.add(tf.matMul(pooled, scope.parameter('kernel', [301, 37], normal(0.1)) as tf.Tensor2D), scope.parameter('bias', [37], normal(1))));
    }, [1, 4, 4, 6]);
  });

  it('writes the parts of a concatenation to their places, also where a part is read once more', async () => {
    const { facts } = await expectSame((x, scope) => {
      const primary = convolution(x, scope.at('primary'), 8, { kernelSize: 1, activation: 'relu' });
      const cheap = depthwiseConvolution(primary, scope.at('cheap'), { kernelSize: 3, activation: 'relu' });
      return convolution(tf.concat([primary, cheap], 3), scope.at('last'), 5, { kernelSize: 1 });
    }, [1, 6, 5, 4]);
    expect(facts.dispatches.length).toBe(3);
  });

  it('adds a residual where the sum is made', async () => {
    const { facts } = await expectSame((x, scope) => tf.relu(tf.add(x, convolution(x, scope, 4, { kernelSize: 1 }))), [1, 6, 5, 4]);
    expect(facts.dispatches.length).toBe(1);
  });
});
