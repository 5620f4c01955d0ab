import * as tf from '@tensorflow/tfjs-core';
import { dense } from '../../layers/dense';
import { normal } from '../../layers/initializers';
import type { Scope } from '../../layers/scope';

export interface BoxHeadOptions {
  readonly classes: number;
  readonly units: number;
}

export interface BoxPredictions {
  /** [regions, classes + 1] before the softmax; the last is background. */
  readonly logits: tf.Tensor2D;
  /** [regions, 4] offsets from the region, the same for every class. */
  readonly deltas: tf.Tensor2D;
}

/** Two hidden layers over what RoIAlign cut out, then class and box (Ren et al. 2015; two layers as in FPN, section 4.2). */
export function boxHead(regions: tf.Tensor4D, scope: Scope, { classes, units }: BoxHeadOptions): BoxPredictions {
  const [count, height, width, channels] = regions.shape;
  const flat = tf.reshape<tf.Rank.R2>(regions, [count, height * width * channels]);
  const hidden = dense(dense(flat, scope.at('hidden0'), units, { activation: 'relu' }), scope.at('hidden1'), units, { activation: 'relu' });
  return {
    logits: dense(hidden, scope.at('classes'), classes + 1, { kernelInitializer: normal(0.01) }),
    deltas: dense(hidden, scope.at('deltas'), 4, { kernelInitializer: normal(0.001) }),
  };
}
