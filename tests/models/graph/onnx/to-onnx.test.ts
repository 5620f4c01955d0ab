import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { suppress } from '../../../../models/geometry/nms';
import { graphToOnnx } from '../../../../models/graph/onnx/to-onnx';
import { optimize } from '../../../../models/graph/passes/optimize';
import { trace } from '../../../../models/graph/trace';
import { nonMaxSuppression } from '../../../../models/kernels/nms/nms';
import { registerKernels } from '../../../../models/kernels/register';
import { planRoiAlign } from '../../../../models/kernels/roi-align/plan';
import { roiAlign } from '../../../../models/kernels/roi-align/reference';
import { multiLevelRoiAlign } from '../../../../models/kernels/roi-align/roi-align';
import { Random } from '../../../../models/tensor/random';
import { startWasm } from '../../../../training/engines/wasm-engine';
import { expectClose } from '../closeness';
import { arbitrarySteps, STEPS, traced, INPUT_SHAPE } from '../random-network';
import { CHECKED, hashOf } from './checked-models';
import { ort, runOnnx } from './onnxruntime';

beforeAll(async () => {
  await startWasm();
  registerKernels('wasm');
});

const [, HEIGHT, WIDTH, CHANNELS] = INPUT_SHAPE;

/** [1, h, w, c] as [1, c, h, w]. */
const channelsFirst = (picture: tf.Tensor4D): Float32Array => tf.tidy(() => tf.transpose(picture, [0, 3, 1, 2]).dataSync<'float32'>());

async function expectSame(steps: readonly string[], seed: number): Promise<void> {
  const { graph, input, expected, shape } = await traced(steps, seed);
  for (const written of [graph, optimize(graph)]) {
    const output = (await runOnnx(graphToOnnx(written), channelsFirst(input), [1, CHANNELS, HEIGHT, WIDTH])).get('output');
    expect(output?.dims).toEqual(shape);
    expectClose(output?.values ?? [], expected, 1e-4);
  }
  input.dispose();
}

describe.skipIf(ort === undefined)('what onnxruntime-node computes (skipped where it is not installed)', () => {
  it.each(Object.keys(STEPS))('is what tfjs computes for %s', async (step) => {
    await expectSame([step], 1);
    // After a convolution the channels are first.
    await expectSame(['fused convolution', step], 2);
  });

  it('is what tfjs computes for any network', async () => {
    await fc.assert(fc.asyncProperty(arbitrarySteps, fc.nat(1000), expectSame), { numRuns: 30 });
  });

  it.each<[string, (x: tf.Tensor4D) => tf.Tensor]>([
    ['whole numbers divided down', (x) => tf.cast(tf.floorDiv(tf.sub(tf.topk(tf.reshape(x, [-1]), 5).indices, tf.scalar(80, 'int32')), tf.scalar(7, 'int32')), 'float32')],
    ['comparisons and choices', (x) => tf.where(tf.logicalOr(tf.greater(x, 0.5), tf.lessEqual(x, -0.5)), tf.square(x), tf.cast(tf.notEqual(x, 0), 'float32'))],
    ['gathered rows', (x) => tf.gather(tf.reshape(x, [-1, CHANNELS]), tf.tensor1d([3, 0, 3, 7], 'int32'))],
    ['transposed products', (x) => tf.matMul(tf.reshape(x, [HEIGHT, -1]), tf.reshape(tf.range(0, 3 * HEIGHT), [3, HEIGHT]), true, true)],
    ['a fused product', (x) => tf.fused.matMul({ a: tf.reshape<tf.Rank.R2>(x, [HEIGHT, -1]), b: tf.ones([WIDTH * CHANNELS, 2]), bias: tf.tensor1d([1, -1]), activation: 'relu' })],
    ['steps', (x) => tf.step(x, -0.25)],
    ['remainders', (x) => tf.mod(tf.add(x, 0.1), tf.scalar(-0.7))],
    ['remainders of whole numbers', (x) => tf.cast(tf.mod(tf.sub(tf.topk(tf.reshape(x, [-1]), 5).indices, tf.scalar(80, 'int32')), tf.scalar(7, 'int32')), 'float32')],
    ['what is turned round', (x) => tf.reverse(x, [1, -1])],
    ['what all or any are', (x) => tf.cast(tf.concat([tf.all(tf.greater(x, -1), [1, 2]), tf.any(tf.greater(x, 2), [1, 2])], 0), 'float32')],
    ['a mean', (x) => tf.mean(x, [1, 2])],
    ['the largest of every row', (x) => tf.max(x, 2)],
    ['a sum over channels', (x) => tf.sum(tf.relu(x), -1, true)],
    ['the channel of the largest', (x) => tf.cast(tf.argMax(x, 3), 'float32')],
    ['instance normalisation', (x) => {
      const { mean, variance } = tf.moments(x, [1, 2], true);
      return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5)));
    }],
    ['a transposed convolution', (x) => tf.conv2dTranspose(x, tf.reshape(tf.range(0, 3 * 3 * 2 * CHANNELS), [3, 3, 2, CHANNELS]), [1, 2 * HEIGHT, 2 * WIDTH, 2], 2, 'same')],
    ['an enlargement by neighbours', (x) => tf.image.resizeNearestNeighbor(x, [2 * HEIGHT, 2 * WIDTH], false, true)],
    ['an enlargement between corners', (x) => tf.image.resizeBilinear(x, [11, 13], true)],
    ['depth to space', (x) => tf.depthToSpace(x, 2)],
    ['mirrored borders', (x) => tf.mirrorPad(x, [[0, 0], [2, 1], [0, 3], [0, 0]], 'reflect')],
    ['copied borders', (x) => tf.mirrorPad(tf.relu(x), [[0, 0], [1, 1], [1, 1], [0, 0]], 'symmetric')],
    ['stacks', (x) => tf.stack(tf.unstack(x, 1).reverse(), 2)],
    ['slopes that were learnt', (x) => tf.prelu(x, tf.tensor4d([0.1, 0.2, 0.3, 0.4], [1, 1, 1, CHANNELS]))],
  ])('is what tfjs computes for %s', async (_, network) => {
    const random = new Random(4);
    const input = tf.tensor4d(Float32Array.from({ length: HEIGHT * WIDTH * CHANNELS }, () => random.normal()), [...INPUT_SHAPE]);
    const expected = tf.tidy(() => network(input));
    const output = (await runOnnx(graphToOnnx(trace(network, INPUT_SHAPE, new Map())), channelsFirst(input), [1, CHANNELS, HEIGHT, WIDTH])).get('output');
    expect(output?.dims).toEqual(expected.shape);
    expectClose(output?.values ?? [], await expected.data<'float32'>(), 1e-4);
  });

  it('suppresses as the plain loop does, with and without classes, ties and empty boxes included', async () => {
    const box = fc.tuple(...[16, 16, 8, 8].map((below) => fc.nat(below))).map(([y, x, h, w]) => [y ?? 0, x ?? 0, (y ?? 0) + (h ?? 0), (x ?? 0) + (w ?? 0)]);
    const candidate = fc.record({ box, score: fc.nat(5), category: fc.nat(2) });
    const options = fc.record({ iouThreshold: fc.constantFrom(0.3, 0.55), scoreThreshold: fc.constantFrom(-Infinity, 0.5), maxOutputs: fc.integer({ min: 1, max: 12 }), classwise: fc.boolean() });
    await fc.assert(fc.asyncProperty(fc.array(candidate, { minLength: 1, maxLength: 20 }), options, async (candidates, { classwise, ...rest }) => {
      const boxes = Float32Array.from(candidates.flatMap((each) => each.box));
      const scores = Float32Array.from(candidates, ({ score }) => score);
      const classes = Int32Array.from(candidates, ({ category }) => category);
      const graph = trace(() => tf.cast(nonMaxSuppression(tf.tensor2d(boxes, [scores.length, 4]), tf.tensor1d(scores), {
        ...rest, ...(classwise ? { classes: tf.tensor1d(classes, 'int32') } : {}),
      }), 'float32'), INPUT_SHAPE, new Map());
      const output = (await runOnnx(graphToOnnx(graph), new Float32Array(HEIGHT * WIDTH * CHANNELS), [1, CHANNELS, HEIGHT, WIDTH])).get('output');
      const kept = suppress(boxes, scores, rest, classwise ? classes : undefined);
      expect(output?.values).toEqual([...kept, ...new Array<number>(rest.maxOutputs - kept.length).fill(-1)]);
    }), { numRuns: 60 });
  });

  it.each([
    { pictures: 1, samplingRatio: 2, halfPixel: true },
    { pictures: 2, samplingRatio: 2, halfPixel: true },
    { pictures: 2, samplingRatio: 'adaptive', halfPixel: false },
  ] as const)('cuts regions of $pictures pictures out with $samplingRatio samples as the plain loop does, from every level and over the border', async ({ pictures, ...sampling }) => {
    const random = new Random(9);
    const sides = [32, 16, 8];
    const count = 40;
    const corners = Float32Array.from(Array.from({ length: count }, () => {
      const [y, x] = [random.next() * 240 - 10, random.next() * 240 - 10];
      return [y, x, y + 250 * random.next() ** 3, x + 250 * random.next() ** 3];
    }).flat());
    const options = { strides: [8, 16, 32], outputSize: 3, ...sampling, canonicalSize: 56, canonicalLevel: 4 };
    const picture = Float32Array.from({ length: pictures * 32 * 32 * CHANNELS }, () => random.normal());
    const indices = Int32Array.from({ length: count }, (_, region) => region % pictures);
    const regionsIn = (given: Int32Array) => (x: tf.Tensor4D) => multiLevelRoiAlign(
      sides.map((side) => tf.slice(x, [0, 0, 0, 0], [pictures, side, side, CHANNELS])), tf.tensor2d(corners, [count, 4]), tf.tensor1d(given, 'int32'), options,
    );
    const exported = (given: Int32Array) => graphToOnnx(trace(regionsIn(given), [pictures, 32, 32, CHANNELS], new Map()));
    const input = tf.tensor4d(picture, [pictures, 32, 32, CHANNELS]);
    const output = (await runOnnx(exported(indices), channelsFirst(input), [pictures, CHANNELS, 32, 32])).get('output');
    const plan = planRoiAlign(options, sides.map((side) => [pictures, side, side, CHANNELS]));
    const expected = new Float32Array(count * 9 * CHANNELS);
    const levels = sides.map((side) => tf.tidy(() => tf.slice(input, [0, 0, 0, 0], [pictures, side, side, CHANNELS]).dataSync<'float32'>()));
    roiAlign(levels, corners, indices, plan, expected);
    expect(output?.dims).toEqual([count, 3, 3, CHANNELS]);
    expectClose(output?.values ?? [], expected, 1e-4);
    expect(() => exported(indices.map((index) => (index === 0 ? pictures : index)))).toThrow(/which picture/);
  });
});

it('puts no transpose between convolutions, whatever lies between them', async () => {
  for (const step of Object.keys(STEPS).filter((name) => !['an axis more and less', 'reshapes', 'transposes', 'a turned picture'].includes(name))) {
    const { graph } = await traced(['fused convolution', step, 'fused convolution'], 1);
    const { nodes } = graphToOnnx(optimize(graph));
    const turned = nodes.filter(({ type, attributes: { perm } }) => type === 'Transpose' && JSON.stringify(perm) !== '[0,2,1,3,4]');
    // The graph ends with its output in its own layout.
    expect([step, turned.map(({ outputs }) => outputs[0])]).toEqual([step, [expect.stringMatching(/^(step2\/)?Transpose/)]]);
  }
});

/** What onnx's own checker has accepted: see make-onnx-check.py. */
const accepted = JSON.parse(readFileSync('tests/fixtures/models/onnx-check.json', 'utf8')) as Record<string, string>;

it.each(Object.keys(CHECKED))('writes %s as onnx’s checker accepted it', async (name) => {
  const made = await CHECKED[name]?.();
  expect(made && hashOf(made)).toBe(accepted[name]);
});
