import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadEngine } from '../../../training/engines/load-engine';

/** cpu's kernels are an independent implementation of the same gradients. */
async function gradientsOn(engine: 'wasm' | 'cpu', f: (...inputs: tf.Tensor[]) => tf.Tensor, inputs: readonly tf.TensorBuffer<tf.Rank>[]): Promise<number[][]> {
  await loadEngine(engine);
  const results = tf.tidy(() => {
    const tensors = inputs.map((input) => tf.tensor(input.values.slice(), input.shape, 'float32'));
    const weighted = (...xs: tf.Tensor[]) => {
      const y = f(...xs);
      // Weights that differ from place to place, so that a gradient that lands in the wrong place shows.
      return tf.sum(tf.mul(y, tf.cos(tf.reshape(tf.range(0, y.size), y.shape))));
    };
    return tf.grads(weighted)(tensors);
  });
  const values = results.map((result) => Array.from(result.dataSync()));
  tf.dispose(results);
  return values;
}

function random(shape: number[], seed: number): tf.TensorBuffer<tf.Rank> {
  const buffer = tf.buffer(shape);
  for (let i = 0; i < buffer.size; i++) buffer.values[i] = Math.sin(12.9898 * (i + 1) + 78.233 * seed) * 1.5;
  return buffer;
}

function expectClose(actual: number[][], expected: number[][]): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((values, i) => {
    const reference = expected[i] ?? [];
    expect(values.length).toBe(reference.length);
    const worst = Math.max(...values.map((value, j) => Math.abs(value - (reference[j] ?? NaN)) / Math.max(1, Math.abs(reference[j] ?? 0))));
    expect(worst).toBeLessThan(1e-4);
  });
}

describe('gradients on wasm', () => {
  beforeAll(async () => { await loadEngine('wasm'); });

  const explicit: [[number, number], [number, number], [number, number], [number, number]] = [[0, 0], [1, 2], [0, 1], [0, 0]];
  const paddings = { same: 'same', valid: 'valid', explicit } as const;
  for (const [paddingName, padding] of Object.entries(paddings)) {
    for (const [kernel, stride] of [[1, 1], [3, 1], [3, 2], [2, 2], [1, 2], [5, 3]] as const) {
      it(`convolution ${kernel}x${kernel}, stride ${stride}, ${paddingName}`, async () => {
        const inputs = [random([2, 9, 7, 3], 1), random([kernel, kernel, 3, 4], 2)];
        const f = (...[x, w]: tf.Tensor[]) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, padding);
        expectClose(await gradientsOn('wasm', f, inputs), await gradientsOn('cpu', f, inputs));
      });

      it(`depthwise convolution ${kernel}x${kernel}, stride ${stride}, ${paddingName}`, async () => {
        const inputs = [random([2, 9, 7, 3], 3), random([kernel, kernel, 3, 2], 4)];
        const f = (...[x, w]: tf.Tensor[]) => tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, padding);
        expectClose(await gradientsOn('wasm', f, inputs), await gradientsOn('cpu', f, inputs));
      });
    }
  }

  it.each([[2, 2, 'valid'], [3, 2, 'same'], [3, 1, 'same']] as const)('max pooling %i, stride %i, %s', async (size, stride, padding) => {
    const inputs = [random([2, 8, 7, 3], 5)];
    const f = (...[x]: tf.Tensor[]) => tf.maxPool(x as tf.Tensor4D, size, stride, padding);
    expectClose(await gradientsOn('wasm', f, inputs), await gradientsOn('cpu', f, inputs));
  });

  it('max pooling gives the gradient to one of equal values', async () => {
    await loadEngine('wasm');
    const dx = tf.grad((x) => tf.sum(tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid')))(tf.ones([1, 2, 2, 1]));
    expect(Array.from(await dx.data())).toEqual([1, 0, 0, 0]);
  });

  it('gather, with an index taken twice and one never', async () => {
    const inputs = [random([4, 3], 6)];
    const f = (...[x]: tf.Tensor[]) => tf.gather(x ?? tf.scalar(0), tf.tensor1d([2, 0, 2], 'int32'));
    const result = await gradientsOn('wasm', f, inputs);
    expectClose(result, await gradientsOn('cpu', f, inputs));
    expect(result[0]?.slice(3, 6)).toEqual([0, 0, 0]);
  });

  it('leaves no tensors behind', async () => {
    await loadEngine('wasm');
    const before = tf.memory().numTensors;
    const loss = (...[x, w]: tf.Tensor[]) => {
      const y = tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, 'same');
      return tf.sum(tf.maxPool(tf.depthwiseConv2d(y, tf.ones([3, 3, 2, 1]), 1, 'same'), 2, 2, 'same'));
    };
    tf.tidy(() => { tf.grads(loss)([tf.ones([1, 5, 5, 2]), tf.ones([3, 3, 2, 2])]); });
    expect(tf.memory().numTensors).toBe(before);
  });
});
