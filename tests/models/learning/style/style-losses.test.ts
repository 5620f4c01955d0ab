import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { contentDistance, gram, styleDistance, totalVariation } from '../../../../models/learning/style/style-losses';

beforeAll(() => tf.setBackend('cpu'));

const features = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 2, 2]);
const only = (scalar: tf.Tensor) => scalar.dataSync()[0];

describe('losses of style', () => {
  it('a Gram matrix is the mean over pixels of products of channels', () => {
    expect([...gram(features).dataSync()]).toEqual([(1 + 9 + 25 + 49) / 4, (2 + 12 + 30 + 56) / 4, (2 + 12 + 30 + 56) / 4, (4 + 16 + 36 + 64) / 4]);
  });

  it('does not change with the size of the picture', () => {
    expect([...gram(tf.tile(features, [1, 3, 5, 1])).dataSync()]).toEqual([...gram(features).dataSync()]);
  });

  it('distances are 0 for the same and 1 for nothing at all', () => {
    const grams = gram(features);
    expect(only(styleDistance(grams, grams))).toBe(0);
    expect(only(styleDistance(tf.zerosLike(grams), grams))).toBe(1);
    expect(only(contentDistance(features, features))).toBe(0);
    expect(only(contentDistance(tf.zerosLike(features), features))).toBe(1);
  });

  it('total variation counts steps down and to the right', () => {
    // Down 2 and 3, right 1 and 2.
    expect(only(totalVariation(tf.tensor4d([0, 1, 2, 4], [1, 2, 2, 1])))).toBeCloseTo((4 + 9) / 2 + (1 + 4) / 2);
  });
});
