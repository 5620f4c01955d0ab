import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { registerKernels } from '../../../models/kernels/register';
import { sliceOnWasm, splitOnWasm } from '../../../models/kernels/slice/wasm';
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
