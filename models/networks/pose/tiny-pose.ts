import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { liteHrNet, separable } from '../backbones/lite-hr-net';
import { convolution } from '../../layers/convolution';
import type { Scope } from '../../layers/scope';

export const tinyPoseOptions = z.strictObject({
  keypoints: z.int().positive().default(17),
  /** Channels of the stem. */
  stem: z.int().positive().multipleOf(4).default(32),
  /** Channels of the branches at strides 4, 8, 16 and 32. */
  channels: z.array(z.int().positive().multipleOf(2)).length(4).default([40, 80, 160, 320]),
  /** Modules of the stages with two, three and four branches. */
  modules: z.array(z.int().positive()).length(3).default([2, 4, 2]),
  blocks: z.int().positive().default(2),
  /** With it the mirror image is looked at as well: the counterpart of each keypoint. */
  mirrored: z.array(z.int().nonnegative()).optional(),
});

/** Pixels of the input along a side of a heat map's cell. */
const STRIDE = 4;

/**
 * PP-TinyPose (PaddleDetection): Lite-HRNet and an iterative head, a heat map at stride 4 for every keypoint of the one
 * person that fills the picture.
 * @param batchNorm off where training starts from folded weights
 */
export function tinyPose({ keypoints, mirrored, ...trunk }: z.infer<typeof tinyPoseOptions>, { batchNorm = false } = {}) {
  const heatMaps = (input: tf.Tensor4D, scope: Scope): tf.Tensor4D => {
    const features = head(liteHrNet(input, scope, { ...trunk, batchNorm }), scope.at('head'), batchNorm);
    return convolution(features, scope.at('final'), keypoints, { kernelSize: 1 });
  };
  return {
    /** [n, h, w, 3], sides multiples of 32 → [n, h / 4, w / 4, keypoints], about 1 where the keypoint is. */
    heatMaps: mirrored === undefined ? heatMaps : (input: tf.Tensor4D, scope: Scope) => flipTest(input, mirrored, (both) => heatMaps(both, scope)),
  };
}

/**
 * The mean of what a picture gives and of what its mirror image gives, mirrored back. A cell stands for the pixel at its left
 * end, so the mirror lies there too: cell x goes to last - x where pixel u goes to width - stride - u.
 * @param mirrored the counterpart of each keypoint
 */
function flipTest(input: tf.Tensor4D, mirrored: readonly number[], heatMaps: (input: tf.Tensor4D) => tf.Tensor4D): tf.Tensor4D {
  const [n, height, width] = input.shape;
  const beyond = STRIDE - 1;
  const image = tf.pad(tf.slice(tf.reverse(input, 2), [0, 0, beyond, 0], [n, height, width - beyond, 3]), [[0, 0], [0, 0], [0, beyond], [0, 0]]);
  const [own, other] = tf.split(heatMaps(tf.concat([input, image], 0)), 2, 0) as [tf.Tensor4D, tf.Tensor4D];
  return tf.mul(tf.add<tf.Tensor4D>(own, tf.gather(tf.reverse(other, 2), [...mirrored], 3)), 0.5);
}

/** From the coarsest branch to the finest: each level takes the sum of what is below and its branch, and gives what the next has for channels. */
function head(branches: readonly tf.Tensor4D[], scope: Scope, batchNorm: boolean): tf.Tensor4D {
  return branches.reduceRight<tf.Tensor4D | undefined>((below, branch, level) => {
    const [, height, width, channels] = branch.shape;
    const sum = below === undefined ? branch : tf.add<tf.Tensor4D>(branch, tf.image.resizeBilinear(below, [height, width], true));
    return separable(sum, scope.at(`level${level}`), branches[level - 1]?.shape[3] ?? channels, { batchNorm });
  }, undefined) ?? branchesMissing();
}

function branchesMissing(): never {
  throw new RangeError('A head needs branches.');
}
