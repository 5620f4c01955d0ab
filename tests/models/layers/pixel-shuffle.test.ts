import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { pixelShuffle } from '../../../models/layers/pixel-shuffle';

beforeAll(() => tf.setBackend('cpu'));

describe('pixelShuffle', () => {
  const x = tf.reshape<tf.Rank.R4>(tf.range(0, 2 * 3 * 2 * 8), [2, 3, 2, 8]);

  it('lays the four of a pixel out row by row', () => {
    const y = pixelShuffle(x);
    expect(y.shape).toEqual([2, 6, 4, 2]);
    expect([...tf.slice(y, [0, 0, 0, 0], [1, 2, 2, 2]).dataSync()]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('hands each gradient back to where its pixel came from', () => {
    const weights = tf.reshape(tf.range(0, x.size), [2, 6, 4, 2]);
    const gradient = tf.grad((input: tf.Tensor) => tf.sum(tf.mul(pixelShuffle(input as tf.Tensor4D), weights)))(x);
    // The shuffle of the gradient is the weights again.
    expect([...pixelShuffle(gradient as tf.Tensor4D).dataSync()]).toEqual([...weights.dataSync()]);
  });
});
