import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { resizeBilinear2x } from '../../../models/kernels/resize-bilinear-2x';
import { Random } from '../../../models/tensor/random';
import { describeEachEngine } from './engines';
import { expectGradient, largestDifference, randomTensor } from './finite-differences';

/** Output pixel i lies at (i + 0.5) / 2 - 0.5 of the input, whose border goes on outside. */
function doubled(values: Float32Array, [batch, height, width, channels]: [number, number, number, number]): Float32Array {
  const out: number[] = [];
  const inside = (position: number, size: number): number => Math.min(Math.max(position, 0), size - 1);
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < 2 * height; i++) {
      for (let j = 0; j < 2 * width; j++) {
        for (let c = 0; c < channels; c++) {
          const y = inside((i + 0.5) / 2 - 0.5, height);
          const x = inside((j + 0.5) / 2 - 0.5, width);
          let sum = 0;
          for (let iy = 0; iy < height; iy++) {
            for (let ix = 0; ix < width; ix++) {
              sum += Math.max(0, 1 - Math.abs(y - iy)) * Math.max(0, 1 - Math.abs(x - ix)) * (values[((b * height + iy) * width + ix) * channels + c] ?? NaN);
            }
          }
          out.push(sum);
        }
      }
    }
  }
  return Float32Array.from(out);
}

await describeEachEngine('Doubling', () => {
  it.each([[[2, 5, 3, 4]], [[1, 1, 6, 1]], [[1, 4, 4, 3]]] as [[number, number, number, number]][])('interpolates between half-pixel centres and has the right gradient for %j', async (shape) => {
    const x = randomTensor<tf.Rank.R4>(shape, new Random(7));
    expect(largestDifference(await resizeBilinear2x(x).data(), doubled(await x.data<'float32'>(), shape))).toBeLessThan(1e-5);
    await expectGradient((input) => resizeBilinear2x(input as tf.Tensor4D), [x]);
  });

  it('leaves no tensor behind, forward or backward', async () => {
    const x = tf.ones<tf.Rank.R4>([1, 3, 3, 2]);
    const run = async (): Promise<void> => {
      const gradient = tf.grad((input) => tf.sum(resizeBilinear2x(input as tf.Tensor4D)))(x);
      await gradient.data();
      gradient.dispose();
    };
    await run();
    const before = { tensors: tf.memory().numTensors, ids: tf.backend().numDataIds() };
    await run();
    expect({ tensors: tf.memory().numTensors, ids: tf.backend().numDataIds() }).toEqual(before);
  });
});
