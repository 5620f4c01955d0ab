import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { mobileNetV2 } from '../backbones/mobilenet-v2';
import { SHUFFLE_NET_V2_1_5X, shuffleNetV2 } from '../backbones/shuffle-net-v2';
import type { Scope } from '../layers/scope';
import { cellCentres, denseHead, headTowers, type DensePredictions } from './dense-head';
import { distanceBoxes } from './distance-boxes';
import { GHOST_PAN_128, ghostPan } from './ghost-pan';
import { SELECTION, selectDetections } from './select-detections';

/** Strides of the pyramid's levels, in input pixels. */
export const PYRAMID_STRIDES = [8, 16, 32, 64] as const;

/** What the pyramid stands on: NanoDet's own backbone, or one whose weights come from ImageNet. */
export const backboneSchema = z.enum(['shufflenet-v2-1.5x', 'mobilenet-v2']).default('shufflenet-v2-1.5x');
export type Backbone = z.infer<typeof backboneSchema>;

/** Backbone, ghost pyramid and head towers: [n, h, w, 3] → the four levels that every head reads, 128 channels each. */
export function pyramidTrunk(input: tf.Tensor4D, scope: Scope, backbone: Backbone): tf.Tensor4D[] {
  const features = backboneFeatures(input, scope, backbone);
  return headTowers(ghostPan(features, scope.at('neck'), GHOST_PAN_128), PYRAMID_STRIDES, scope.at('head'));
}

/** Features at strides 8, 16 and 32. */
function backboneFeatures(input: tf.Tensor4D, scope: Scope, backbone: Backbone): readonly [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D] {
  if (backbone === 'shufflenet-v2-1.5x') return shuffleNetV2(input, scope, SHUFFLE_NET_V2_1_5X);
  const [, c3, c4, c5] = mobileNetV2(input, scope, { width: 1, batchNorm: false }).blocks;
  return [c3, c4, c5];
}

export const nanoDetOptions = z.strictObject({ classes: z.int().positive().default(80) });

/** NanoDet-Plus-m-1.5x (RangiLyu): one stage, classes and box distributions at every cell of four levels. */
export function nanoDet({ classes }: z.infer<typeof nanoDetOptions>) {
  /** [n, h, w, 3] → raw predictions of every cell. */
  const predict = (input: tf.Tensor4D, scope: Scope): DensePredictions & { readonly shapes: [number, number][] } => {
    const towers = pyramidTrunk(input, scope, 'shufflenet-v2-1.5x');
    const shapes = towers.map(({ shape }): [number, number] => [shape[1], shape[2]]);
    return { ...denseHead(towers, PYRAMID_STRIDES, classes, scope.at('head')), shapes };
  };
  return {
    predict,
    /** [1, h, w, 3] → [detections, 6], see Network. */
    detect: (input: tf.Tensor4D, scope: Scope): tf.Tensor2D => {
      const { logits, distances, shapes } = predict(input, scope);
      const centres = cellCentres(shapes, PYRAMID_STRIDES);
      const cells = centres.length / 2;
      const strides = shapes.flatMap(([h, w], level) => new Array<number>(h * w).fill(PYRAMID_STRIDES[level] ?? 1));
      const scores = tf.sigmoid(tf.reshape<tf.Rank.R2>(logits, [cells, classes]));
      return selectDetections(scores, (places) => distanceBoxes(
        tf.gather(tf.reshape<tf.Rank.R2>(distances, [cells, distances.shape[2]]), places),
        tf.gather(tf.tensor2d(centres, [cells, 2]), places),
        tf.gather(tf.tensor2d(strides, [cells, 1]), places),
      ), SELECTION);
    },
  };
}
