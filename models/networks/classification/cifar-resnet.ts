import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { relu } from '../../kernels/activations/activations';
import { channelsAt } from '../../layers/channel-counts';
import { convolution } from '../../layers/convolution';
import { dense } from '../../layers/dense';
import { zeros } from '../../layers/initializers';
import type { Scope } from '../../layers/scope';

/** Layers with weights on the way through a block's two convolutions, three stages of blocks, and the first and last layer. */
const isDepth = (depth: number) => (depth - 2) % 6 === 0;

export const cifarResNetOptions = z.strictObject({
  classes: z.int().positive().default(10),
  /** Layers with weights: 6 n + 2 for n blocks a stage. */
  depth: z.int().min(8).refine(isDepth, 'expected 6 n + 2: 20, 32, 44, 56, 110').default(20),
  /** Channels of the first stage; the other two have twice and four times as many. */
  width: z.int().positive().multipleOf(2).default(16),
});

const STRIDES = [1, 2, 2] as const;

/**
 * The residual networks for small pictures (He et al. 2016, "Deep residual learning", section 4.2): a 3x3 convolution, three
 * stages of n blocks, mean over the picture, one dense layer. Shortcuts have no parameters (option A): where a stage begins they
 * take every second pixel, and channels of zeros in equal parts before and behind.
 * @param batchNorm off where training starts from folded weights
 */
export function cifarResNet({ classes, depth, width }: z.infer<typeof cifarResNetOptions>, { batchNorm = true } = {}) {
  const blocks = (depth - 2) / 6;
  const filter = (x: tf.Tensor4D, scope: Scope, channels: number, stride = 1) =>
    convolution(x, scope, channels, { kernelSize: 3, stride, padding: 'symmetric', batchNorm });

  /** Figure 3 of the paper: two convolutions, the shortcut added before the last rectifier. */
  function block(x: tf.Tensor4D, scope: Scope, channels: number, stride: number): tf.Tensor4D {
    const inner = filter(relu(filter(x, scope.at('first'), channels, stride)), scope.at('second'), channels);
    if (stride === 1) return relu(tf.add(inner, x));
    // Zeros that come first; where channels were removed the scope knows how many are left.
    const before = channelsAt(scope.at('shortcut'), channels / 4);
    return relu(tf.add(inner, everySecondPixel(x, before, inner.shape[3])));
  }

  /** [n, h, w, 3], h and w multiples of four → [n, classes], before the softmax. */
  function logits(input: tf.Tensor4D, scope: Scope): tf.Tensor2D {
    let x = relu(filter(input, scope.at('stem'), width));
    for (const [stage, stride] of STRIDES.entries()) {
      for (let i = 0; i < blocks; i++) x = block(x, scope.at(`stage${stage}`).at(`block${i}`), width * 2 ** stage, i === 0 ? stride : 1);
    }
    return dense(tf.mean<tf.Tensor2D>(x, [1, 2]), scope.at('classifier'), classes, { kernelInitializer: zeros });
  }

  return {
    logits,
    /** [n, h, w, 3] → [n, classes] probabilities, see Network. */
    classify: (input: tf.Tensor4D, scope: Scope): tf.Tensor2D => tf.softmax(logits(input, scope)),
  };
}

/** [n, h, w, c] → [n, h / 2, w / 2, channels], zeros in the first `before`. A pooling of 1x1 would say it, but not every engine has one. */
function everySecondPixel(x: tf.Tensor4D, before: number, channels: number): tf.Tensor4D {
  const [n, h, w, c] = x.shape;
  const pairs = tf.reshape(x, [(n * h) / 2, 2, w / 2, 2 * c]);
  const kept: tf.Tensor4D = tf.reshape(tf.slice(pairs, [0, 0, 0, 0], [(n * h) / 2, 1, w / 2, c]), [n, h / 2, w / 2, c]);
  return tf.pad<tf.Tensor4D>(kept, [[0, 0], [0, 0], [0, 0], [before, channels - c - before]]);
}
