import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { relu } from '../../kernels/activations/activations';
import { convolution } from '../../layers/convolution';
import { dense } from '../../layers/dense';
import type { Scope } from '../../layers/scope';

export const leNet300Options = z.strictObject({
  classes: z.int().positive().default(10),
  /** Units of the two hidden layers. */
  units: z.tuple([z.int().positive(), z.int().positive()]).default([300, 100]),
});

export const leNet5Options = z.strictObject({
  classes: z.int().positive().default(10),
  /** Channels of the two convolutions. */
  channels: z.tuple([z.int().positive(), z.int().positive()]).default([20, 50]),
  /** Units of the hidden dense layer. */
  units: z.int().positive().default(500),
});

/** Digits are grey, so one channel says all of them: of a picture in colour the green one, which is most of its brightness. */
const greyOf = (input: tf.Tensor4D): tf.Tensor4D => tf.slice(input, [0, 0, 0, 1], [-1, -1, -1, 1]);

const flat = (x: tf.Tensor4D): tf.Tensor2D => tf.reshape(x, [x.shape[0], x.shape[1] * x.shape[2] * x.shape[3]]);

function classifierOf(logits: (input: tf.Tensor4D, scope: Scope) => tf.Tensor2D) {
  return {
    /** [n, 28, 28, 3] → [n, classes], before the softmax. */
    logits,
    /** [n, 28, 28, 3] → [n, classes] probabilities, see Network. */
    classify: (input: tf.Tensor4D, scope: Scope): tf.Tensor2D => tf.softmax(logits(input, scope)),
  };
}

/** LeNet-300-100 (LeCun et al. 1998, section III.C.3): two hidden dense layers; 266,610 parameters for digits of 28 pixels. */
export function leNet300({ classes, units: [first, second] }: z.infer<typeof leNet300Options>) {
  return classifierOf((input, scope) => {
    const hidden = dense(flat(greyOf(input)), scope.at('first'), first, { activation: 'relu' });
    return dense(dense(hidden, scope.at('second'), second, { activation: 'relu' }), scope.at('classifier'), classes);
  });
}

/**
 * LeNet-5 as Caffe ships it and the literature on compression means it (Han et al. 2016): two 5x5 convolutions without
 * padding, each with a 2x2 max pool and no rectifier, and two dense layers; 431,080 parameters for digits of 28 pixels.
 */
export function leNet5({ classes, channels: [first, second], units }: z.infer<typeof leNet5Options>) {
  return classifierOf((input, scope) => {
    const filter = (x: tf.Tensor4D, name: string, filters: number) =>
      tf.maxPool<tf.Tensor4D>(convolution(x, scope.at(name), filters, { kernelSize: 5, padding: 'valid' }), 2, 2, 'valid');
    const features = filter(filter(greyOf(input), 'first', first), 'second', second);
    return dense(relu(dense(flat(features), scope.at('hidden'), units)), scope.at('classifier'), classes);
  });
}
