import * as tf from '@tensorflow/tfjs-core';
import { activate } from '../../layers/activation';
import { channelShuffle } from '../../layers/channel-shuffle';
import { convolution, depthwiseConvolution, type ConvolutionOptions } from '../../layers/convolution';
import type { Scope } from '../../layers/scope';
import { basicBlock } from './shuffle-net-v2';

/**
 * Lite-HRNet in its naive form (Yu et al. 2021, section 3.1): branches at strides 4, 8, 16, … work side by side on
 * ShuffleNetV2's blocks and exchange what they know after every module, so that fine detail is never given up.
 */
export interface LiteHrNetOptions {
  /** Channels of the stem. */
  readonly stem: number;
  /** Channels of the branches at strides 4, 8, 16, …; one more than there are stages. */
  readonly channels: readonly number[];
  /** Modules of each stage; the first stage has two branches, every further one a branch more. */
  readonly modules: readonly number[];
  /** Blocks of a branch in each module. */
  readonly blocks: number;
  readonly batchNorm: boolean;
}

/** [n, h, w, 3] → one [n, h / stride, w / stride, channels] for each branch, the finest first. Sides are multiples of the last stride. */
export function liteHrNet(x: tf.Tensor4D, scope: Scope, options: LiteHrNetOptions): tf.Tensor4D[] {
  let branches = [stem(x, scope.at('stem'), options)];
  options.modules.forEach((modules, index) => {
    const given = index === 0 ? [options.stem] : options.channels.slice(0, index + 1);
    branches = transition(branches, given, scope.at(`transition${index + 1}`), options.channels.slice(0, index + 2), options);
    const stage = scope.at(`stage${index + 2}`);
    for (let module = 0; module < modules; module++) branches = exchangeModule(branches, stage.at(`module${module}`), options);
  });
  return branches;
}

/** A convolution and a shuffle block whose both halves go down: [n, h, w, 3] → [n, h / 4, w / 4, stem]. */
function stem(x: tf.Tensor4D, scope: Scope, { stem: channels, batchNorm }: LiteHrNetOptions): tf.Tensor4D {
  const halved = convolution(x, scope.at('conv1'), channels, { kernelSize: 3, stride: 2, padding: 'symmetric', activation: 'relu', batchNorm });
  const [first, second] = tf.split(halved, 2, 3) as [tf.Tensor4D, tf.Tensor4D];
  const down = { stride: 2, batchNorm };
  const branch2 = scope.at('branch2');
  const expanded = convolution(second, branch2.at('expand'), channels, { kernelSize: 1, activation: 'relu', batchNorm });
  return channelShuffle(tf.concat([
    separable(first, scope.at('branch1'), channels / 2, down),
    separable(expanded, branch2, channels / 2, down),
  ], 3));
}

/**
 * Branches that are there pass, or change their channels; the new one, at the end, comes from the coarsest.
 * @param given channels of the branches, as the network is defined
 */
function transition(branches: readonly tf.Tensor4D[], given: readonly number[], scope: Scope, channels: readonly number[], { batchNorm }: LiteHrNetOptions): tf.Tensor4D[] {
  return channels.map((count, branch) => {
    const own = branches[branch];
    if (own !== undefined && given[branch] === count) return own;
    return separable(own ?? at(branches, branch - 1), scope.at(`branch${branch}`), count, { stride: own === undefined ? 2 : 1, batchNorm });
  });
}

function exchangeModule(branches: readonly tf.Tensor4D[], scope: Scope, options: LiteHrNetOptions): tf.Tensor4D[] {
  const worked = branches.map((branch, index) => {
    const place = scope.at(`branch${index}`);
    let features = branch;
    for (let block = 0; block < options.blocks; block++) features = basicBlock(features, place.at(`block${block}`), { activation: 'relu', batchNorm: options.batchNorm });
    return features;
  });
  return exchange(worked, scope.at('fuse'), options);
}

/**
 * Every branch gets the sum of all, brought to its own size and channels. As published (PaddleDetection adds in place) the
 * finest branch counts itself twice, and the others get from it not its own features but that finished sum, before its relu.
 */
function exchange(branches: readonly tf.Tensor4D[], scope: Scope, { batchNorm }: LiteHrNetOptions): tf.Tensor4D[] {
  const finest = at(branches, 0);
  const sum = addAll([finest, finest, ...branches.slice(1).map((from, index) => upwards(from, scope.at('to0').at(`from${index + 1}`), finest, batchNorm))]);
  return branches.map((own, to) => {
    if (to === 0) return activate(sum, 'relu');
    const place = scope.at(`to${to}`);
    return activate(addAll(branches.map((branch, from) => {
      if (from === to) return own;
      const path = place.at(`from${from}`);
      return from < to ? downwards(from === 0 ? sum : branch, path, own.shape[3], to - from, batchNorm) : upwards(branch, path, own, batchNorm);
    })), 'relu');
  });
}

/** A coarser branch to the channels and, every cell repeated, to the size of a finer one. */
function upwards(x: tf.Tensor4D, scope: Scope, { shape: [, height, width, channels] }: tf.Tensor4D, batchNorm: boolean): tf.Tensor4D {
  return tf.image.resizeNearestNeighbor(convolution(x, scope.at('pointwise'), channels, { kernelSize: 1, batchNorm }), [height, width]);
}

/** A finer branch to a coarser one's size, halved as often as it takes; the channels change at the last. */
function downwards(x: tf.Tensor4D, scope: Scope, channels: number, times: number, batchNorm: boolean): tf.Tensor4D {
  let features = x;
  for (let time = 0; time < times; time++) {
    const last = time === times - 1;
    features = separable(features, scope.at(`down${time}`), last ? channels : x.shape[3], { stride: 2, activation: last ? 'linear' : 'relu', batchNorm });
  }
  return features;
}

/** Depthwise 3x3, then pointwise: [n, h, w, c] → [n, h / stride, w / stride, channels]. */
export function separable(x: tf.Tensor4D, scope: Scope, channels: number, { stride = 1, activation = 'relu', batchNorm }: Pick<ConvolutionOptions, 'stride' | 'activation' | 'batchNorm'>): tf.Tensor4D {
  return convolution(
    depthwiseConvolution(x, scope.at('depthwise'), { kernelSize: 3, stride, padding: 'symmetric', batchNorm }),
    scope.at('pointwise'), channels, { kernelSize: 1, activation, batchNorm },
  );
}

const addAll = (parts: readonly tf.Tensor4D[]): tf.Tensor4D => parts.reduce((sum, part) => tf.add(sum, part));

function at(branches: readonly tf.Tensor4D[], index: number): tf.Tensor4D {
  const branch = branches[index];
  if (branch === undefined) throw new RangeError(`There are ${branches.length} branches, none of them at ${index}.`);
  return branch;
}
