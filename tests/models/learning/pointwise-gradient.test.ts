import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { Random } from '../../../models/tensor/random';
import { describeEachEngine } from '../kernels/engines';
import { largestDifference, randomTensor } from '../kernels/finite-differences';

await describeEachEngine('The gradient of a 1x1 convolution', () => {
  // 24 and 192 are harmless; oneDNN is wrong for 168, 176 and 704.
  it.each([[24, 88], [168, 168], [176, 176], [176, 88], [192, 64], [704, 128]])('is that of the matrix product it is, from %i to %i channels', async (inputs, outputs) => {
    const random = new Random(inputs);
    const x = randomTensor<tf.Rank.R4>([1, 3, 4, inputs], random);
    const kernel = randomTensor<tf.Rank.R4>([1, 1, inputs, outputs], random);
    const dy = randomTensor<tf.Rank.R4>([1, 3, 4, outputs], random);
    const [byInput, byKernel] = tf.grads((input, filter) => tf.conv2d(input as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same'))([x, kernel], dy);
    const [values, weights, slopes] = await Promise.all([x.data<'float32'>(), kernel.data<'float32'>(), dy.data<'float32'>()]);
    const [towardsInput, towardsKernel] = [new Float32Array(values.length), new Float32Array(weights.length)];
    for (let cell = 0; cell < 12; cell++) {
      for (let i = 0; i < inputs; i++) {
        for (let o = 0; o < outputs; o++) {
          const slope = slopes[cell * outputs + o] ?? NaN;
          towardsInput[cell * inputs + i] = (towardsInput[cell * inputs + i] ?? NaN) + slope * (weights[i * outputs + o] ?? NaN);
          towardsKernel[i * outputs + o] = (towardsKernel[i * outputs + o] ?? NaN) + slope * (values[cell * inputs + i] ?? NaN);
        }
      }
    }
    expect(largestDifference(await byInput?.data<'float32'>() ?? [], towardsInput)).toBeLessThan(1e-3);
    expect(largestDifference(await byKernel?.data<'float32'>() ?? [], towardsKernel)).toBeLessThan(1e-3);
  });
}, ['wasm', 'tensorflow']);
