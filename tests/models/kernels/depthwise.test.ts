import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { depthwiseProgram, TILE_COLUMNS } from '../../../models/kernels/depthwise/program';
import { isWasm } from '../../../models/kernels/host-memory';
import type { Tail } from '../../../models/wasm/epilogue';
import { ACTIVATION_NAMES, ACTIVATIONS, at, linkedAlone, noises, startCounting, type ActivationName } from './wasm-programs';

describe.each([['with relaxed SIMD', true], ['without relaxed SIMD', false]] as const)('the program %s', (_, fused) => {
  const missing = !WebAssembly.validate(depthwiseProgram({ kernelSize: 3, stride: 1 }, 'clamp', { fused, shared: false }));
  const sizes = fc.record({ rows: fc.integer({ min: 1, max: 4 }), columns: fc.integer({ min: TILE_COLUMNS, max: 10 }), channels: fc.constantFrom(4, 8, 20) });
  const cases = [3, 5].flatMap((kernelSize) => [1, 2].flatMap((stride) => (['clamp', 'slopes'] as const).map((tail): [number, number, Tail] => [kernelSize, stride, tail])));

  it.skipIf(missing).each(cases)(`sums what lies under filters of %i, %i apart, and writes nothing else, with %s behind it${missing ? ' (this Node has no such instructions)' : ''}`, (kernelSize, stride, tail) => {
    const { run, cleared } = linkedAlone(depthwiseProgram({ kernelSize, stride }, tail, { fused, shared: false }));
    fc.assert(fc.property(sizes, ({ rows, columns, channels }) => {
      const { floats, place } = cleared();
      const width = (columns - 1) * stride + kernelSize;
      const [input, weights, bias, slopes] = [noises(((rows - 1) * stride + kernelSize) * width * channels, 1), noises(kernelSize ** 2 * channels, 2), noises(channels, 3), noises(channels, 4)];
      const [inputAt, weightsAt, biasAt, slopesAt, outputAt] = [place(input), place(weights), place(bias), place(slopes), place(new Float32Array(rows * columns * channels))];
      const before = floats.slice();
      run(...[inputAt, weightsAt, biasAt, slopesAt, outputAt].map((start) => 4 * start), 4 * width * channels, 4 * channels, rows, columns, -0.5, 1.5);
      for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) for (let c = 0; c < channels; c++) {
        let sum = at(bias, c);
        for (let i = 0; i < kernelSize; i++) for (let j = 0; j < kernelSize; j++) {
          sum += at(input, ((y * stride + i) * width + x * stride + j) * channels + c) * at(weights, (i * kernelSize + j) * channels + c);
        }
        const expected = tail === 'clamp' ? Math.min(Math.max(sum, -0.5), 1.5) : sum < 0 ? sum * at(slopes, c) : sum;
        expect(at(floats, outputAt + (y * columns + x) * channels + c)).toBeCloseTo(expected, 4);
      }
      before.set(floats.subarray(outputAt, outputAt + rows * columns * channels), outputAt);
      expect(floats.every((value, i) => value === before[i])).toBe(true);
    }), { numRuns: 15 });
  });
});

describe('a depthwise convolution on wasm', () => {
  let own: () => number;
  beforeAll(async () => {
    own = await startCounting(tf.FusedDepthwiseConv2D);
  });

  interface Call {
    readonly shape: [number, number, number, number];
    readonly kernelSize: number;
    readonly strides: number;
    readonly pad: 'same' | 'valid' | number | [[0, 0], [number, number], [number, number], [0, 0]];
    readonly activation: ActivationName;
  }
  const edge = fc.integer({ min: 0, max: 3 });
  const call = fc.record<Call>({
    shape: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 5, max: 12 }), fc.integer({ min: 5, max: 13 }), fc.constantFrom(3, 4, 8, 24)),
    kernelSize: fc.constantFrom(2, 3, 3, 5, 5),
    strides: fc.constantFrom(1, 2, 3),
    pad: fc.oneof(fc.constantFrom<Call['pad']>('same', 'valid', 1, 2), fc.tuple(edge, edge, edge, edge).map(([top, bottom, left, right]): Call['pad'] => [[0, 0], [top, bottom], [left, right], [0, 0]])),
    activation: fc.constantFrom(...ACTIVATION_NAMES),
  });
  const tensorsOf = ({ shape, kernelSize }: Pick<Call, 'shape' | 'kernelSize'>) => ({
    x: tf.tensor4d(noises(shape.reduce((product, length) => product * length, 1), 1), shape),
    filter: tf.tensor4d(noises(kernelSize ** 2 * shape[3], 2), [kernelSize, kernelSize, shape[3], 1]),
    bias: tf.tensor1d(noises(shape[3], 3)),
    slopes: tf.tensor1d(noises(shape[3], 4)),
  });
  // The types do not know padding side by side, which the kernels do.
  const paddedBy = (pad: Call['pad']) => ({ pad: pad as number, ...(typeof pad === 'number' && { dimRoundingMode: 'floor' as const }) });
  const convolve = ({ x, filter, bias, slopes }: ReturnType<typeof tensorsOf>, { strides, pad, activation }: Omit<Call, 'shape' | 'kernelSize'>, others: object = {}) => tf.fused.depthwiseConv2d({
    x, filter, bias, strides, activation, leakyreluAlpha: 0.1, ...(activation === 'prelu' && { preluActivationWeights: slopes }), ...paddedBy(pad), ...others,
  });

  it('gives what the engine gives without bias and activation, and these behind it, for every size and padding', () => {
    fc.assert(fc.property(call, (given) => {
      tf.tidy(() => {
        const { shape, kernelSize, strides, pad, activation } = given;
        const tensors = tensorsOf(given);
        const plain = tf.depthwiseConv2d(tensors.x, tensors.filter, strides, pad, 'NHWC', 1, typeof pad === 'number' ? 'floor' : undefined);
        const expected = ACTIVATIONS[activation](tf.add(plain, tensors.bias), tensors.slopes).dataSync();
        const before = own();
        const actual = convolve(tensors, given);
        expect(actual.shape).toEqual(plain.shape);
        actual.dataSync().forEach((value, i) => expect(value).toBeCloseTo(at(expected, i), 4));
        const ours = activation !== 'sigmoid' && kernelSize !== 2 && strides !== 3 && shape[3] !== 3 && (plain.shape[2] ?? 0) >= TILE_COLUMNS;
        expect(own() - before).toBe(ours ? 0 : 1);
      });
    }), { numRuns: 300 });
  });

  it.each<[string, () => object]>([
    ['gaps in the filters', () => ({ strides: 1, dilations: 2 })],
    ['several filters a channel', () => ({ filter: tf.zeros([3, 3, 4, 2]), bias: tf.zeros([8]) })],
    ['filters that are not square', () => ({ filter: tf.zeros([3, 5, 4, 1]) })],
    ['no bias', () => ({ bias: undefined })],
    ['one slope for all', () => ({ activation: 'prelu', preluActivationWeights: tf.tensor1d([0.5]) })],
  ])('is left to the engine with %s', (_, others) => {
    tf.tidy(() => {
      const before = own();
      convolve(tensorsOf({ shape: [1, 8, 8, 4], kernelSize: 3 }), { strides: 1, pad: 'same', activation: 'relu' }, others());
      expect(own() - before).toBe(1);
    });
  });

  it('keeps nothing', () => {
    const backend = tf.backend();
    if (!isWasm(backend)) throw new Error('The wasm engine is not the current one.');
    const tensors = tensorsOf({ shape: [1, 20, 20, 24], kernelSize: 5 });
    const look = () => convolve(tensors, { strides: 1, pad: 'same', activation: 'relu' }).dispose();
    look();
    const before = [tf.memory().numTensors, backend.numDataIds()];
    for (let i = 0; i < 100; i++) look();
    expect([tf.memory().numTensors, backend.numDataIds()]).toEqual(before);
    tf.dispose(Object.values(tensors));
  });
});
