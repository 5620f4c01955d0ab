import * as tf from '@tensorflow/tfjs-core';
import { resizeBilinear2x } from '../../kernels/resize-bilinear-2x';
import type { Activation } from '../../layers/activation';
import { convolution, depthwiseConvolution } from '../../layers/convolution';
import type { Scope } from '../../layers/scope';

/**
 * Ghost path aggregation network of NanoDet-Plus: features of strides 8, 16 and 32 exchange what they know, from the
 * coarse to the fine and back, through ghost bottlenecks (Han et al. 2020, GhostNet, figure 3), and a coarser level is added.
 */
export interface GhostPanOptions {
  readonly channels: number;
  readonly activation: Activation;
}

export const GHOST_PAN_128: GhostPanOptions = { channels: 128, activation: 'leaky-relu' };

/** Features of strides 8, 16, 32 → [n, h, w, channels] at strides 8, 16, 32 and 64. */
export function ghostPan([c3, c4, c5]: readonly [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D], scope: Scope, options: GhostPanOptions): [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D, tf.Tensor4D] {
  const { channels, activation } = options;
  const reduce = (x: tf.Tensor4D, stride: number) => convolution(x, scope.at(`reduce_stride${stride}`), channels, { kernelSize: 1, activation });
  const merge = (place: Scope, coarser: tf.Tensor4D, finer: tf.Tensor4D) => ghostBlock(tf.concat([coarser, finer], 3), place, options);

  const r3 = reduce(c3, 8);
  const r4 = reduce(c4, 16);
  const r5 = reduce(c5, 32);
  const t4 = merge(scope.at('top_down_stride16'), resizeBilinear2x(r5), r4);
  const p3 = merge(scope.at('top_down_stride8'), resizeBilinear2x(t4), r3);

  const bottomUp = (place: Scope, finer: tf.Tensor4D, same: tf.Tensor4D) => merge(place, separable(finer, place.at('downsample'), options), same);
  const p4 = bottomUp(scope.at('bottom_up_stride16'), p3, t4);
  const p5 = bottomUp(scope.at('bottom_up_stride32'), p4, r5);

  const extra = scope.at('extra_stride64');
  const p6 = tf.add<tf.Tensor4D>(separable(r5, extra.at('from_reduce'), options), separable(p5, extra.at('from_bottom_up'), options));
  return [p3, p4, p5, p6];
}

/** Two ghost modules with a separable shortcut. */
function ghostBlock(x: tf.Tensor4D, scope: Scope, options: GhostPanOptions): tf.Tensor4D {
  const inner = ghostModule(x, scope.at('ghost1'), options.channels, options.activation);
  const outer = ghostModule(inner, scope.at('ghost2'), options.channels, 'linear');
  const shortcut = scope.at('shortcut');
  return tf.add(outer, convolution(
    depthwiseConvolution(x, shortcut.at('depthwise'), { kernelSize: 5 }),
    shortcut.at('pointwise'), options.channels, { kernelSize: 1 },
  ));
}

/** Half of the channels by a 1x1 convolution, the other half cheaply from those. */
function ghostModule(x: tf.Tensor4D, scope: Scope, channels: number, activation: Activation): tf.Tensor4D {
  const primary = convolution(x, scope.at('primary'), channels / 2, { kernelSize: 1, activation });
  const cheap = depthwiseConvolution(primary, scope.at('cheap'), { kernelSize: 3, activation });
  return tf.concat([primary, cheap], 3);
}

/** Depthwise 5x5 with stride 2, then pointwise. */
function separable(x: tf.Tensor4D, scope: Scope, { channels, activation }: GhostPanOptions): tf.Tensor4D {
  const spread = depthwiseConvolution(x, scope.at('depthwise'), { kernelSize: 5, stride: 2, padding: 'symmetric', activation });
  return convolution(spread, scope.at('pointwise'), channels, { kernelSize: 1, activation });
}
