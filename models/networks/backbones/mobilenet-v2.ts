import type * as tf from '@tensorflow/tfjs-core';
import { convolution } from '../../layers/convolution';
import type { Scope } from '../../layers/scope';
import { invertedResidual } from './inverted-residual';

/** MobileNetV2 (Sandler et al. 2018, table 2), with TensorFlow's padding. */
export interface MobileNetV2Options {
  /** Multiplies the channels of every layer. */
  readonly width: number;
  /** Off where training starts from folded weights: a detector's batches are too small for statistics. */
  readonly batchNorm: boolean;
}

/** Expansion of the first layer inside a block, channels, blocks and the first block's stride. */
const STAGES = [
  { expansion: 1, channels: 16, blocks: 1, stride: 1 },
  { expansion: 6, channels: 24, blocks: 2, stride: 2 },
  { expansion: 6, channels: 32, blocks: 3, stride: 2 },
  { expansion: 6, channels: 64, blocks: 4, stride: 2 },
  { expansion: 6, channels: 96, blocks: 3, stride: 1 },
  { expansion: 6, channels: 160, blocks: 3, stride: 2 },
  { expansion: 6, channels: 320, blocks: 1, stride: 1 },
] as const;
type Stage = (typeof STAGES)[number];

const STEM_CHANNELS = 32;
const LAST_CHANNELS = 1280;

export interface MobileNetV2Features {
  /** The last block's output at strides 4, 8, 16 and 32: 24, 32, 96 and 320 channels at width 1. */
  readonly blocks: readonly [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
  /** After the last 1x1 convolution, stride 32, 1280 channels: what a classifier reads. Made when first asked for, so detectors do not pay for it. */
  last(): tf.Tensor4D;
}

/** [n, h, w, 3] → features. Parameters: `stem`, `block0` to `block16` (each `expand`, `depthwise`, `project`) and `last`. */
export function mobileNetV2(x: tf.Tensor4D, scope: Scope, { width, batchNorm }: MobileNetV2Options): MobileNetV2Features {
  let block = 0;
  const stage = (input: tf.Tensor4D, { expansion, channels, blocks, stride }: Stage): tf.Tensor4D => {
    let features = input;
    for (let i = 0; i < blocks; i++) {
      features = invertedResidual(features, scope.at(`block${block++}`), {
        channels: roundChannels(channels * width), widen: expansion > 1, expansion, stride: i === 0 ? stride : 1, activation: 'relu6', batchNorm, shortcut: i > 0,
      });
    }
    return features;
  };
  const stem = convolution(x, scope.at('stem'), roundChannels(STEM_CHANNELS * width), { kernelSize: 3, stride: 2, activation: 'relu6', batchNorm });
  const c2 = stage(stage(stem, STAGES[0]), STAGES[1]);
  const c3 = stage(c2, STAGES[2]);
  const c4 = stage(stage(c3, STAGES[3]), STAGES[4]);
  const c5 = stage(stage(c4, STAGES[5]), STAGES[6]);
  return {
    blocks: [c2, c3, c4, c5],
    // Section 6.1: widths below 1 leave the last layer as it is.
    last: () => convolution(c5, scope.at('last'), roundChannels(LAST_CHANNELS * Math.max(1, width)), { kernelSize: 1, activation: 'relu6', batchNorm }),
  };
}

/** To a multiple of eight, never more than a tenth below what was asked for, as the authors' code does. */
function roundChannels(channels: number): number {
  const rounded = Math.max(8, Math.round(channels / 8) * 8);
  return rounded < 0.9 * channels ? rounded + 8 : rounded;
}
