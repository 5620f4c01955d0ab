import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { mobileNetV2 } from '../backbones/mobilenet-v2';
import { dense } from '../../layers/dense';
import { zeros } from '../../layers/initializers';
import type { Scope } from '../../layers/scope';

export const mobileNetV2ClassifierOptions = z.strictObject({
  classes: z.int().positive().default(1000),
  /** Multiplies the channels of every layer. */
  width: z.number().positive().default(1),
});

/**
 * MobileNetV2, mean over the picture, one dense layer.
 * @param batchNorm off where training starts from folded weights
 */
export function mobileNetV2Classifier({ classes, width }: z.infer<typeof mobileNetV2ClassifierOptions>, { batchNorm = true } = {}) {
  /** [n, h, w, 3], pixels scaled to -1 to 1 → [n, 1280], the mean over the picture. */
  const features = (input: tf.Tensor4D, scope: Scope): tf.Tensor2D => tf.mean<tf.Tensor2D>(mobileNetV2(input, scope, { width, batchNorm }).last(), [1, 2]);
  /** [n, 1280] → [n, classes], before the softmax; starts at zero, so that a trained trunk is not disturbed at first. */
  const head = (pooled: tf.Tensor2D, scope: Scope): tf.Tensor2D => dense(pooled, scope.at('classifier'), classes, { kernelInitializer: zeros });
  /** [n, h, w, 3] → [n, classes], before the softmax. */
  const logits = (input: tf.Tensor4D, scope: Scope): tf.Tensor2D => head(features(input, scope), scope);
  return {
    features,
    head,
    logits,
    /** [n, h, w, 3] → [n, classes] probabilities, see Network. */
    classify: (input: tf.Tensor4D, scope: Scope): tf.Tensor2D => tf.softmax(logits(input, scope)),
  };
}
