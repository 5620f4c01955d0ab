import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { registerKernels } from '../../../models/kernels/register';
import { sliceOnWasm, splitOnWasm } from '../../../models/kernels/copies/slice';
import { startWasm } from '../../../training/engines/wasm-engine';

beforeAll(async () => {
  await startWasm();
  registerKernels('wasm');
  registerKernels('wasm');
});

/** A shape, and along each axis where to begin and how much to take. */
const parts = fc.array(fc.record({ before: fc.nat(3), taken: fc.nat(4), after: fc.nat(3) }), { minLength: 1, maxLength: 5 });
const dtype = fc.constantFrom('float32' as const, 'int32' as const, 'bool' as const);

it('takes the place of the engine’s own kernels', () => {
  expect(tf.getKernel(tf.Slice, 'wasm').kernelFunc).toBe(sliceOnWasm);
  expect(tf.getKernel(tf.SplitV, 'wasm').kernelFunc).toBe(splitOnWasm);
  for (const name of [tf.Concat, tf.GatherV2]) {
    const { kernelFunc } = tf.getKernel(name, 'wasm');
    registerKernels('wasm');
    expect(tf.getKernel(name, 'wasm').kernelFunc).toBe(kernelFunc);
  }
});

it('slices any tensor as a loop over its numbers does', () => {
  fc.assert(fc.property(parts, dtype, (axes, type) => {
    const shape = axes.map(({ before, taken, after }) => before + taken + after);
    const size = shape.reduce((product, length) => product * length, 1);
    const numbers = Array.from({ length: size }, (_, i) => (type === 'bool' ? i % 3 === 0 : i) as number);
    const before = tf.memory().numTensors;
    const sliced = tf.tidy(() => tf.slice(tf.tensor(numbers, shape, type), axes.map(({ before: begin }) => begin), axes.map(({ taken }) => taken)));
    const expected = numbers.filter((_, i) => axes.every(({ before: begin, taken }, axis) => {
      const at = Math.floor(i / shape.slice(axis + 1).reduce((product, length) => product * length, 1)) % (shape[axis] ?? 1);
      return at >= begin && at < begin + taken;
    }));
    expect([sliced.shape, sliced.dtype]).toEqual([axes.map(({ taken }) => taken), type]);
    expect(Array.from(sliced.dataSync())).toEqual(expected.map(Number));
    sliced.dispose();
    expect(tf.memory().numTensors).toBe(before);
  }));
});

it('splits so that concatenation gives the whole again, with gradients', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }), fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }), fc.nat(), (others, sizes, place) => {
    const axis = place % (others.length + 1);
    const shape = [...others.slice(0, axis), sizes.reduce((sum, size) => sum + size, 0), ...others.slice(axis)];
    tf.tidy(() => {
      const x = tf.reshape(tf.range(0, shape.reduce((product, length) => product * length, 1)), shape);
      const split = tf.split(x, sizes, axis);
      expect(split.map((part) => part.shape[axis])).toEqual(sizes);
      expect(tf.concat(split, axis).dataSync()).toEqual(x.dataSync());
      // tfjs's gradient of a split into one part does not run.
      if (sizes.length === 1) return;
      const gradient = tf.grad((value) => tf.sum(tf.mul(tf.split(value, sizes, axis)[0] ?? value, 2)))(x);
      expect(tf.sum(gradient).dataSync()[0]).toBe((2 * x.size * (sizes[0] ?? 0)) / (shape[axis] ?? 1));
    });
  }));
});

/** Rows of words, of vectors and of several vectors, and what fits none of them whole. */
const lengths = fc.constantFrom<number[]>(1, 2, 3, 4, 5, 7, 16, 17, 23, 40);
const product = (shape: readonly number[]) => shape.reduce((size, length) => size * length, 1);

it('concatenates any tensors as a loop over their numbers does', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }), fc.array(fc.oneof(lengths, fc.constant(0)), { minLength: 1, maxLength: 4 }), fc.array(lengths, { maxLength: 1 }), dtype, (outer, parts, inner, type) => {
    const tensors = parts.map((length, i) => {
      const shape = [...outer, length, ...inner];
      return tf.tensor(Array.from({ length: product(shape) }, (_, at) => (type === 'bool' ? (at + i) % 3 === 0 : 1000 * i + at) as number), shape, type);
    });
    const values = tensors.map((tensor) => tensor.dataSync());
    const expected = Array.from({ length: product(outer) }, (_, row) => parts.flatMap((length, i) => {
      const size = length * product(inner);
      return Array.from((values[i] ?? []).slice(row * size, (row + 1) * size));
    })).flat();
    const before = tf.memory().numTensors;
    // Negative counts from the last.
    const joined = [outer.length, -1 - inner.length].map((axis) => tf.concat(tensors, axis));
    for (const whole of joined) {
      expect([whole.shape, whole.dtype]).toEqual([[...outer, parts.reduce((sum, length) => sum + length, 0), ...inner], type]);
      expect(Array.from(whole.dataSync())).toEqual(expected);
    }
    tf.dispose(joined);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose(tensors);
  }));
});

it('gathers any rows as a loop over their numbers does, along the first axis and others', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 6 }), fc.array(lengths, { maxLength: 2 }), fc.array(fc.nat(), { maxLength: 9 }), fc.constantFrom('float32' as const, 'int32' as const), (count, inner, picks, type) => {
    const indices = picks.map((pick) => pick % count);
    const size = product(inner);
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const x = tf.tensor(Array.from({ length: count * size }, (_, i) => i), [count, ...inner], type);
      const gathered = tf.gather(x, tf.tensor1d(indices, 'int32'));
      expect([gathered.shape, gathered.dtype]).toEqual([[indices.length, ...inner], type]);
      expect(Array.from(gathered.dataSync())).toEqual(indices.flatMap((index) => Array.from({ length: size }, (_, i) => index * size + i)));
      const turned = tf.gather(tf.reshape(x, [1, ...x.shape]), tf.tensor1d(indices, 'int32'), 1);
      expect(turned.dataSync()).toEqual(gathered.dataSync());
    });
    expect(tf.memory().numTensors).toBe(before);
  }));
});

it('refuses to gather what is not there', () => {
  tf.tidy(() => {
    expect(() => tf.gather(tf.zeros([3, 4]), tf.tensor1d([0, 3], 'int32'))).toThrow(/number 3 of 3; expected 0 to 2/);
    expect(() => tf.gather(tf.zeros([3, 4]), tf.tensor1d([-1], 'int32'))).toThrow(/number -1 of 3/);
  });
});
