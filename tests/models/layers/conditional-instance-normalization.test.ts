// tfjs-core alone has no gradients.
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { conditionalInstanceNormalization } from '../../../models/layers/conditional-instance-normalization';
import { TrainableParameters } from '../../../models/layers/trainable-parameters';
import { Random } from '../../../models/tensor/random';

beforeAll(() => tf.setBackend('cpu'));

const random = new Random(5);
const numbers = (shape: readonly number[]) => ({ shape, values: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()) });
const picture = () => tf.tensor4d(Float32Array.from({ length: 2 * 3 * 4 * 2 }, (_, i) => 2 * random.normal() + 5 * (i % 2)), [2, 3, 4, 2]);
const parametersFor = () => new TrainableParameters({ random, initial: new Map([['scales', numbers([3, 2])], ['shifts', numbers([3, 2])]]) });

describe('conditionalInstanceNormalization', () => {
  it.each([true, false])('gives each channel of each picture the deviation and mean of its style (training %s)', (training) => {
    const parameters = parametersFor();
    const condition = tf.tensor2d([[0, 1, 0], [0.25, 0, 0.75]]);
    const y = conditionalInstanceNormalization(picture(), condition, parameters.scope(training));
    const { mean, variance } = tf.moments(y, [1, 2]);
    const expected = (name: string) => tf.matMul(condition, parameters.all().get(name) as unknown as tf.Tensor2D);
    expect(tf.max(tf.abs(tf.sub(mean, expected('shifts')))).dataSync()[0]).toBeLessThan(1e-4);
    expect(tf.max(tf.abs(tf.sub(tf.sqrt(variance), tf.abs(expected('scales'))))).dataSync()[0]).toBeLessThan(1e-4);
  });

  it('has the gradient of its parts', () => {
    const parameters = parametersFor();
    const condition = tf.tensor2d([[0, 1, 0], [0.25, 0, 0.75]]);
    const x = picture();
    const slope = tf.tensor4d(numbers(x.shape).values, x.shape);
    const gradientWhere = (training: boolean) => tf.grad((input: tf.Tensor) => tf.sum(tf.mul(conditionalInstanceNormalization(input as tf.Tensor4D, condition, parameters.scope(training)), slope)))(x);
    expect(tf.max(tf.abs(tf.sub(gradientWhere(true), gradientWhere(false)))).dataSync()[0]).toBeLessThan(1e-5);
  });
});
