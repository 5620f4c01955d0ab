import * as tf from '@tensorflow/tfjs-core';
import { invertedResidual } from '../backbones/inverted-residual';
import type { BoxPredictions } from '../detection/box-head';
import type { RegionPredictions } from '../detection/region-proposal';
import { convolution } from '../../layers/convolution';
import { dense } from '../../layers/dense';
import { normal, zeros } from '../../layers/initializers';
import type { Scope } from '../../layers/scope';

/** The trunk and the heads of MaskRCNN2Go: inverted residuals throughout, whose filters have no activation. */

/** Expansion, channels, blocks and the first block's stride. */
const STAGES = [
  { expansion: 1, channels: 16, blocks: 1, stride: 1 },
  { expansion: 6, channels: 32, blocks: 2, stride: 2 },
  { expansion: 6, channels: 48, blocks: 3, stride: 2 },
  { expansion: 6, channels: 96, blocks: 4, stride: 2 },
  { expansion: 6, channels: 128, blocks: 3, stride: 1 },
] as const;
const STEM_CHANNELS = 32;
const HEAD_CHANNELS = 160;
const MASK_CHANNELS = 128;

/** Input pixels per cell of the trunk's features. */
export const TRUNK_STRIDE = 16;

/** [n, h, w, 3] → [n, h / 16, w / 16, 128]. Parameters: `stem`, `block0` to `block12`. */
export function trunk(input: tf.Tensor4D, scope: Scope): tf.Tensor4D {
  const stem = convolution(input, scope.at('stem'), STEM_CHANNELS, { kernelSize: 3, stride: 2, padding: 'symmetric', activation: 'relu' });
  const blocks = STAGES.flatMap(({ expansion, channels, blocks: count, stride }) =>
    Array.from({ length: count }, (_, index): BlockOptions => (index === 0 ? { expansion, channels, stride } : { expansion })));
  return residuals(stem, scope, blocks);
}

/** [n, h, w, 128] → objectness and offsets of every anchor, see RegionPredictions. */
export function regionHead(features: tf.Tensor4D, scope: Scope, anchors: number): RegionPredictions {
  const hidden = residuals(features, scope, [{}, {}, {}]);
  const flat = (name: string, size: number) => {
    const raw = convolution(hidden, scope.at(name), anchors * size, { kernelSize: 1, kernelInitializer: normal(0.01) });
    return tf.reshape<tf.Rank.R3>(raw, [raw.shape[0], raw.shape[1] * raw.shape[2] * anchors, size]);
  };
  return { objectness: tf.squeeze<tf.Tensor2D>(flat('objectness', 1), [2]), deltas: flat('deltas', 4) };
}

/** Regions [n, 6, 6, 128] → classes [n, classes + 1], the last is background, and offsets [n, classes × 4], for every class its own. */
export function classHead(regions: tf.Tensor4D, scope: Scope, classes: number): BoxPredictions {
  const hidden = residuals(regions, scope, [{ stride: 2 }, {}, {}, { channels: HEAD_CHANNELS }]);
  const last = tf.mean<tf.Tensor2D>(convolution(hidden, scope.at('last'), HEAD_CHANNELS, { kernelSize: 1, activation: 'relu' }), [1, 2]);
  return {
    logits: dense(last, scope.at('classes'), classes + 1, { kernelInitializer: normal(0.01) }),
    deltas: dense(last, scope.at('deltas'), classes * 4, { kernelInitializer: normal(0.001) }),
  };
}

/**
 * Regions [n, 6, 6, 128] and the class of each, int32 [n] → masks [n, 24, 24], 0 to 1. Only the mask of its class is made
 * for each: the class's row of the last layer is gathered before it is multiplied.
 */
export function maskHead(regions: tf.Tensor4D, categories: tf.Tensor1D, scope: Scope, classes: number): tf.Tensor3D {
  const hidden = residuals(regions, scope, [{}, {}, {}, { channels: HEAD_CHANNELS }]);
  const [count, height, width] = hidden.shape;
  // A transposed convolution as wide as its stride: every cell gives four, by itself.
  const fours = convolution(hidden, scope.at('double'), 4 * MASK_CHANNELS, { kernelSize: 1, activation: 'relu' });
  const place = scope.at('masks');
  const kernel = tf.gather(place.parameter('kernel', [classes, MASK_CHANNELS], normal(0.001)), categories); // [n, 128]
  const bias = tf.gather(place.parameter('bias', [classes], zeros), categories); // [n]
  const cells = tf.reshape<tf.Rank.R3>(fours, [count, height * width * 4, MASK_CHANNELS]);
  const logits = tf.add(tf.matMul(cells, tf.reshape(kernel, [count, MASK_CHANNELS, 1])), tf.reshape(bias, [count, 1, 1]));
  const enlarge = scope.at('enlarge').parameter('kernel', [4, 4, 1, 1], bilinear) as tf.Tensor4D;
  // [n, 6, 6, 4] → [n, 12, 12, 1]: the fours are laid out last, when there is one number of each.
  const doubled = tf.depthToSpace(tf.reshape<tf.Rank.R4>(logits, [count, height, width, 4]), 2);
  const large = tf.conv2dTranspose(doubled, enlarge, [count, 4 * height, 4 * width, 1], 2, 'same');
  return tf.reshape(tf.sigmoid(large), [count, 4 * height, 4 * width]);
}

/** [4, 4, 1, 1] doubles a picture bilinearly, with nothing around it. */
const bilinear = () => tf.tensor4d([1, 3, 3, 1].flatMap((row) => [1, 3, 3, 1].map((column) => (row * column) / 16)), [4, 4, 1, 1]);

interface BlockOptions {
  readonly expansion?: number;
  /** Default: as many as come in, which are added then where the size stays. */
  readonly channels?: number;
  readonly stride?: number;
}

const residuals = (x: tf.Tensor4D, scope: Scope, blocks: readonly BlockOptions[]): tf.Tensor4D =>
  blocks.reduce((features, options, index) => residual(features, scope.at(`block${index}`), options), x);

const residual = (x: tf.Tensor4D, scope: Scope, { expansion = 6, channels, stride = 1 }: BlockOptions): tf.Tensor4D =>
  invertedResidual(x, scope, { channels: channels ?? x.shape[3], expansion, shortcut: channels === undefined && stride === 1, stride, padding: 'symmetric', activation: 'relu', filteredActivation: 'linear' });
