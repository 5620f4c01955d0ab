import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { mobileNetV2 } from '../backbones/mobilenet-v2';
import { dense } from '../layers/dense';
import type { Scope } from '../layers/scope';

export const mobileNetV2ClassifierOptions = z.strictObject({
  classes: z.int().positive().default(1000),
  /** Multiplies the channels of every layer. */
  width: z.number().positive().default(1),
});

/** MobileNetV2, mean over the picture, one dense layer. */
export function mobileNetV2Classifier({ classes, width }: z.infer<typeof mobileNetV2ClassifierOptions>) {
  /** [n, h, w, 3], pixels scaled to -1 to 1 → [n, classes], before the softmax. */
  const logits = (input: tf.Tensor4D, scope: Scope): tf.Tensor2D => {
    const pooled = tf.mean<tf.Tensor2D>(mobileNetV2(input, scope, { width, batchNorm: true }).last(), [1, 2]);
    return dense(pooled, scope.at('classifier'), classes);
  };
  return {
    logits,
    /** [n, h, w, 3] → [n, classes] probabilities, see Network. */
    classify: (input: tf.Tensor4D, scope: Scope): tf.Tensor2D => tf.softmax(logits(input, scope)),
  };
}
