import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { isWasm } from '../../../models/kernels/host-memory';
import { pointwiseProgram, TILE_COLUMNS, TILE_ROWS } from '../../../models/kernels/pointwise/program';
import type { Tail } from '../../../models/wasm/epilogue';
import { ACTIVATION_NAMES, ACTIVATIONS, at, linkedAlone, noises, startCounting, type ActivationName } from './wasm-programs';

describe.each([['with relaxed SIMD', true], ['without relaxed SIMD', false]] as const)('the program %s', (_, fused) => {
  const missing = !WebAssembly.validate(pointwiseProgram('clamp', { fused, shared: false }));
  const sizes = fc.record({ rows: fc.integer({ min: TILE_ROWS, max: 14 }), depth: fc.integer({ min: 1, max: 19 }), columns: fc.integer({ min: TILE_COLUMNS, max: 27 }), first: fc.nat(9) });

  it.skipIf(missing).each<Tail>(['clamp', 'slopes'])(`gives the product of matrices and writes nothing else, with %s behind it${missing ? ' (this Node has no such instructions)' : ''}`, (tail) => {
    const { run, cleared } = linkedAlone(pointwiseProgram(tail, { fused, shared: false }));
    fc.assert(fc.property(sizes, ({ rows, depth, columns, first }) => {
      const [firstColumn, columnEnd] = [Math.min(first, columns - TILE_COLUMNS), Math.max(columns - first, TILE_COLUMNS + Math.min(first, columns - TILE_COLUMNS))];
      const { floats, place } = cleared();
      const [input, weights, bias, slopes] = [noises(rows * depth, 1), noises(depth * columns, 2), noises(columns, 3), noises(columns, 4)];
      const [inputAt, weightsAt, biasAt, slopesAt] = [place(input), place(weights), place(bias), place(slopes)];
      const [outputAt, bufferAt] = [place(new Float32Array(rows * columns)), place(new Float32Array(depth * TILE_COLUMNS))];
      const before = floats.slice();
      run(...[inputAt, weightsAt, biasAt, slopesAt, outputAt, bufferAt].map((start) => 4 * start), rows, depth, columns, firstColumn, columnEnd, 4 * depth, -0.5, 1.5);
      for (let row = 0; row < rows; row++) {
        for (let column = firstColumn; column < columnEnd; column++) {
          let sum = at(bias, column);
          for (let k = 0; k < depth; k++) sum += at(input, row * depth + k) * at(weights, k * columns + column);
          const expected = tail === 'clamp' ? Math.min(Math.max(sum, -0.5), 1.5) : sum < 0 ? sum * at(slopes, column) : sum;
          expect(at(floats, outputAt + row * columns + column)).toBeCloseTo(expected, 4);
        }
      }
      for (let row = 0; row < rows; row++) {
        const at = outputAt + row * columns;
        before.set(floats.subarray(at + firstColumn, at + columnEnd), at + firstColumn);
      }
      before.set(floats.subarray(bufferAt, bufferAt + depth * TILE_COLUMNS), bufferAt);
      expect(floats.every((value, i) => value === before[i])).toBe(true);
    }), { numRuns: 40 });
  });
});

describe('the program that weaves', () => {
  it('reads rows that lie apart, and writes its result and another matrix by turns, and nothing else', () => {
    const { run, cleared } = linkedAlone(pointwiseProgram('clamp', { fused: false, shared: false }, { woven: true }));
    const sizes = fc.record({ rows: fc.integer({ min: TILE_ROWS, max: 9 }), depth: fc.integer({ min: 1, max: 9 }), columns: fc.integer({ min: TILE_COLUMNS, max: 21 }), apart: fc.nat(5) });
    fc.assert(fc.property(sizes, ({ rows, depth, columns, apart }) => {
      const [inputRow, otherRow] = [depth + apart, columns + apart];
      const { floats, place } = cleared();
      const [input, weights, bias, other] = [noises(rows * inputRow, 1), noises(depth * columns, 2), noises(columns, 3), noises(rows * otherRow, 4)];
      const [inputAt, weightsAt, biasAt, otherAt] = [place(input), place(weights), place(bias), place(other)];
      const [outputAt, bufferAt] = [place(new Float32Array(2 * rows * columns)), place(new Float32Array(depth * TILE_COLUMNS))];
      const before = floats.slice();
      run(...[inputAt, weightsAt, biasAt, 0, outputAt, bufferAt].map((start) => 4 * start), rows, depth, columns, 0, columns, 4 * inputRow, 4 * otherAt, 4 * otherRow, -0.5, 1.5);
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          const sum = Array.from({ length: depth }, (_, k) => at(input, row * inputRow + k) * at(weights, k * columns + column)).reduce((total, term) => total + term, at(bias, column));
          const place = outputAt + 2 * (row * columns + column);
          expect(at(floats, place)).toBe(at(other, row * otherRow + column));
          expect(at(floats, place + 1)).toBeCloseTo(Math.min(Math.max(sum, -0.5), 1.5), 4);
        }
      }
      before.set(floats.subarray(outputAt, outputAt + 2 * rows * columns), outputAt);
      before.set(floats.subarray(bufferAt, bufferAt + depth * TILE_COLUMNS), bufferAt);
      expect(floats).toEqual(before);
    }), { numRuns: 40 });
  });
});

describe('a convolution of 1 x 1 on wasm', () => {
  let own: () => number;
  beforeAll(async () => {
    own = await startCounting(tf.FusedConv2D);
  });

  interface Call { readonly shape: [number, number, number, number]; readonly filters: number; readonly activation: ActivationName }
  const call = fc.record<Call>({
    shape: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 33 })),
    filters: fc.integer({ min: 1, max: 35 }),
    activation: fc.constantFrom(...ACTIVATION_NAMES),
  });
  const tensorsOf = ({ shape, filters }: Call) => ({
    x: tf.tensor4d(noises(shape.reduce((product, length) => product * length, 1), 1), shape),
    filter: tf.tensor4d(noises(shape[3] * filters, 2), [1, 1, shape[3], filters]),
    bias: tf.tensor1d(noises(filters, 3)),
    slopes: tf.tensor1d(noises(filters, 4)),
  });
  const convolve = ({ x, filter, bias, slopes }: ReturnType<typeof tensorsOf>, activation: Call['activation'], others: object = {}) => tf.fused.conv2d({
    x, filter, bias, strides: 1, pad: 'same', activation, leakyreluAlpha: 0.1, ...(activation === 'prelu' && { preluActivationWeights: slopes }), ...others,
  });

  it('gives what a matrix product and the activation behind it give, for every size', () => {
    fc.assert(fc.property(call, (given) => {
      tf.tidy(() => {
        const { shape, filters, activation } = given;
        const tensors = tensorsOf(given);
        const product = tf.add(tf.matMul(tf.reshape(tensors.x, [-1, shape[3]]), tf.reshape(tensors.filter, [shape[3], filters])), tensors.bias);
        const expected = ACTIVATIONS[activation](product, tensors.slopes).dataSync();
        const before = own();
        const actual = convolve(tensors, activation);
        expect(actual.shape).toEqual([...shape.slice(0, 3), filters]);
        actual.dataSync().forEach((value, i) => expect(value).toBeCloseTo(at(expected, i), 4));
        const ours = activation !== 'sigmoid' && shape[0] * shape[1] * shape[2] >= TILE_ROWS && filters >= TILE_COLUMNS;
        expect(own() - before).toBe(ours ? 0 : 1);
      });
    }));
  });

  it.each<[string, () => object]>([
    ['strides', () => ({ strides: 2 })],
    ['padding', () => ({ pad: 1 })],
    ['a larger filter', () => ({ filter: tf.zeros([3, 3, 5, 9]) })],
    ['no bias', () => ({ bias: undefined })],
    ['a sigmoid, whatever slopes are given', () => ({ activation: 'sigmoid', preluActivationWeights: tf.zeros([9]) })],
    ['one slope for all', () => ({ activation: 'prelu', preluActivationWeights: tf.tensor1d([0.5]) })],
  ])('is left to the engine with %s', (_, others) => {
    tf.tidy(() => {
      const before = own();
      convolve(tensorsOf({ shape: [1, 4, 4, 5], filters: 9, activation: 'relu' }), 'relu', others());
      expect(own() - before).toBe(1);
    });
  });

  it('keeps nothing, and goes on where the memory has grown', () => {
    const backend = tf.backend();
    if (!isWasm(backend)) throw new Error('The wasm engine is not the current one.');
    const tensors = tensorsOf({ shape: [1, 20, 20, 40], filters: 48, activation: 'relu' });
    const expected = tf.tidy(() => convolve(tensors, 'relu').dataSync());
    const before = [tf.memory().numTensors, backend.numDataIds(), heapBytes(backend)];
    for (let i = 0; i < 300; i++) convolve(tensors, 'relu').dispose();
    expect([tf.memory().numTensors, backend.numDataIds(), heapBytes(backend)]).toEqual(before);

    const large = tf.zeros([heapBytes(backend) / 4]);
    expect(heapBytes(backend)).toBeGreaterThan(before[2] ?? 0);
    expect(tf.tidy(() => convolve(tensors, 'relu').dataSync())).toEqual(expected);
    tf.dispose([large, ...Object.values(tensors)]);
  });

  const heapBytes = (backend: { typedArrayFromHeap(tensor: tf.TensorInfo): { readonly buffer: ArrayBufferLike } }): number =>
    tf.tidy(() => backend.typedArrayFromHeap(tf.zeros([1])).buffer.byteLength);
});

describe('a product of two matrices on wasm', () => {
  let own: () => number;
  beforeAll(async () => {
    own = await startCounting(tf.BatchMatMul);
  });

  it('gives what a loop gives, with axes of length 1 before the matrices too', () => {
    const size = fc.record({ rows: fc.integer({ min: 1, max: 9 }), depth: fc.integer({ min: 1, max: 20 }), columns: fc.integer({ min: 1, max: 30 }), before: fc.nat(2), after: fc.nat(2) });
    fc.assert(fc.property(size, ({ rows, depth, columns, before, after }) => {
      const [a, b] = [noises(rows * depth, 1), noises(depth * columns, 2)];
      const ones = (count: number) => Array.from({ length: count }, () => 1);
      const calls = own();
      const product = tf.tidy(() => tf.matMul(tf.tensor(a, [...ones(before), rows, depth]), tf.tensor(b, [...ones(after), depth, columns])));
      expect(product.shape).toEqual([...ones(Math.max(before, after)), rows, columns]);
      product.dataSync().forEach((value, i) => {
        const [row, column] = [Math.floor(i / columns), i % columns];
        expect(value).toBeCloseTo(Array.from({ length: depth }, (__, k) => at(a, row * depth + k) * at(b, k * columns + column)).reduce((sum, term) => sum + term, 0), 4);
      });
      product.dispose();
      expect(own() - calls).toBe(rows >= TILE_ROWS && columns >= TILE_COLUMNS ? 0 : 1);
    }));
  });

  it('is left to the engine where matrices are transposed, or several', () => {
    tf.tidy(() => {
      const calls = own();
      tf.matMul(tf.zeros([9, 9]), tf.zeros([9, 9]), true);
      tf.matMul(tf.zeros([9, 9]), tf.zeros([9, 9]), false, true);
      tf.matMul(tf.zeros([2, 9, 9]), tf.zeros([1, 9, 9]));
      expect(own() - calls).toBe(3);
    });
  });
});
