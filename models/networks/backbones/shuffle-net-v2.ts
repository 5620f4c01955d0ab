import * as tf from '@tensorflow/tfjs-core';
import type { Activation } from '../../layers/activation';
import { channelShuffle } from '../../layers/channel-shuffle';
import { convolution, depthwiseConvolution } from '../../layers/convolution';
import type { Scope } from '../../layers/scope';

/** ShuffleNetV2 (Ma et al. 2018, table 5), up to stage 4, with symmetric padding as in PyTorch. */
export interface ShuffleNetV2Options {
  /** Channels of the stem and of stages 2, 3 and 4. */
  readonly channels: readonly [number, number, number, number];
  /** Blocks of stages 2, 3 and 4. */
  readonly blocks: readonly [number, number, number];
  readonly activation: Activation;
  readonly batchNorm: boolean;
}

export const SHUFFLE_NET_V2_1_5X: ShuffleNetV2Options = {
  channels: [24, 176, 352, 704],
  blocks: [4, 8, 4],
  activation: 'leaky-relu',
  batchNorm: false,
};

/** [n, h, w, 3] → features at strides 4 (the stem's, pooled), 8, 16 and 32. Height and width are multiples of 32. */
export function shuffleNetV2(x: tf.Tensor4D, scope: Scope, options: ShuffleNetV2Options): [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D, tf.Tensor4D] {
  const { channels: [stemChannels, ...stageChannels], blocks, activation, batchNorm } = options;
  const stem = convolution(x, scope.at('stem'), stemChannels, { kernelSize: 3, stride: 2, padding: 'symmetric', activation, batchNorm });
  const stage = (input: tf.Tensor4D, index: 0 | 1 | 2): tf.Tensor4D => {
    const place = scope.at(`stage${index + 2}`);
    let features = downsamplingBlock(input, place.at('block0'), stageChannels[index], options);
    for (let block = 1; block < blocks[index]; block++) features = basicBlock(features, place.at(`block${block}`), options);
    return features;
  };
  const c2 = symmetricMaxPool(stem);
  const c3 = stage(c2, 0);
  const c4 = stage(c3, 1);
  return [c2, c3, c4, stage(c4, 2)];
}

/**
 * Pooling 3x3 with stride 2 and a cell of padding that never wins, for values may be negative. Of an even picture only the
 * upper and the left border reach outside; padding by hand because not every engine pools with explicit padding.
 */
function symmetricMaxPool(x: tf.Tensor4D): tf.Tensor4D {
  return tf.maxPool(tf.pad(x, [[0, 0], [1, 0], [1, 0], [0, 0]], -1e30), 3, 2, 'valid');
}

/** Figure 3 (d): both branches halve the picture, their results stand side by side. */
function downsamplingBlock(x: tf.Tensor4D, scope: Scope, channels: number, { activation, batchNorm }: ShuffleNetV2Options): tf.Tensor4D {
  const half = channels / 2;
  const branch1 = scope.at('branch1');
  const shortcut = convolution(
    depthwiseConvolution(x, branch1.at('depthwise'), { kernelSize: 3, stride: 2, padding: 'symmetric', batchNorm }),
    branch1.at('pointwise'), half, { kernelSize: 1, activation, batchNorm },
  );
  return channelShuffle(tf.concat([shortcut, branch2(x, scope.at('branch2'), half, 2, activation, batchNorm)], 3));
}

/** Figure 3 (c): one half of the channels passes, the other is worked on. */
export function basicBlock(x: tf.Tensor4D, scope: Scope, { activation, batchNorm }: Pick<ShuffleNetV2Options, 'activation' | 'batchNorm'>): tf.Tensor4D {
  const [kept, worked] = tf.split(x, 2, 3) as [tf.Tensor4D, tf.Tensor4D];
  return channelShuffle(tf.concat([kept, branch2(worked, scope.at('branch2'), kept.shape[3], 1, activation, batchNorm)], 3));
}

function branch2(x: tf.Tensor4D, scope: Scope, channels: number, stride: number, activation: Activation, batchNorm: boolean): tf.Tensor4D {
  const mixed = convolution(x, scope.at('pointwise1'), channels, { kernelSize: 1, activation, batchNorm });
  const spread = depthwiseConvolution(mixed, scope.at('depthwise'), { kernelSize: 3, stride, padding: 'symmetric', batchNorm });
  return convolution(spread, scope.at('pointwise2'), channels, { kernelSize: 1, activation, batchNorm });
}
