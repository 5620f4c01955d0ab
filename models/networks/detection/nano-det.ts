import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { mobileNetV2 } from '../backbones/mobilenet-v2';
import { SHUFFLE_NET_V2_1_5X, shuffleNetV2 } from '../backbones/shuffle-net-v2';
import type { Size } from '../../geometry/box';
import type { Scope } from '../../layers/scope';
import { concatBatch, pictureOf } from '../concat-batch';
import { cellCentres, cellStrides, denseHead, headTowers, type DensePredictions } from './dense-head';
import { distanceBoxes } from './distance-boxes';
import { GHOST_PAN_128, ghostPan } from '../necks/ghost-pan';
import type { Candidates } from './candidates';
import { bestCandidates, chooseDetections, detectionRows, SELECTION } from './select-detections';
import { selectOnHost, type BestScores } from './select-on-host';

/** Strides of the pyramid's levels, in input pixels. */
export const PYRAMID_STRIDES = [8, 16, 32, 64] as const;

/** What the pyramid stands on: NanoDet's own backbone, or one whose weights come from ImageNet. */
export const backboneSchema = z.enum(['shufflenet-v2-1.5x', 'mobilenet-v2']).default('shufflenet-v2-1.5x');
export type Backbone = z.infer<typeof backboneSchema>;

/** Backbone, ghost pyramid and head towers: [n, h, w, 3] → the four levels that every head reads, 128 channels each. */
export function pyramidTrunk(input: tf.Tensor4D, scope: Scope, backbone: Backbone): tf.Tensor4D[] {
  const [, ...features] = backboneFeatures(input, scope, backbone);
  return headTowers(ghostPan(features, scope.at('neck'), GHOST_PAN_128), PYRAMID_STRIDES, scope.at('head'));
}

/** Features at strides 8, 16 and 32. */
type BackboneFeatures = [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];

/** [n, h, w, 3] → features at stride 4, and those that the pyramid stands on. */
function backboneFeatures(input: tf.Tensor4D, scope: Scope, backbone: Backbone): [tf.Tensor4D, ...BackboneFeatures] {
  return backbone === 'shufflenet-v2-1.5x' ? shuffleNetV2(input, scope, SHUFFLE_NET_V2_1_5X) : [...mobileNetV2(input, scope, { width: 1, batchNorm: false }).blocks];
}

export const nanoDetOptions = z.strictObject({ classes: z.int().positive().default(80) });

/** Raw predictions of every cell, and the height and width of each level. */
export type CellOutputs = DensePredictions & { readonly shapes: [number, number][] };

/** NanoDet-Plus-m-1.5x (RangiLyu): one stage, classes and box distributions at every cell of four levels. */
export function nanoDet({ classes }: z.infer<typeof nanoDetOptions>) {
  const stages = (input: tf.Tensor4D, scope: Scope) => backboneFeatures(input, scope, 'shufflenet-v2-1.5x');
  const backbone = (input: tf.Tensor4D, scope: Scope): BackboneFeatures => {
    const [, ...features] = stages(input, scope);
    return features;
  };
  const pyramid = (features: BackboneFeatures, scope: Scope) => ghostPan(features, scope.at('neck'), GHOST_PAN_128);
  const towers = (levels: readonly tf.Tensor4D[], scope: Scope) => headTowers(levels, PYRAMID_STRIDES, scope.at('head'));
  const cells = (read: readonly tf.Tensor4D[], scope: Scope): CellOutputs =>
    ({ ...denseHead(read, PYRAMID_STRIDES, classes, scope.at('head')), shapes: read.map(({ shape }): [number, number] => [shape[1], shape[2]]) });
  const head = (levels: readonly tf.Tensor4D[], scope: Scope) => cells(towers(levels, scope), scope);
  /** The best boxes of each picture, as `detect` gives them. */
  const choose = (outputs: CellOutputs): Candidates[] => {
    const decode = decoder(outputs);
    return Array.from({ length: outputs.logits.shape[0] }, (_, picture) => {
      const { scores, boxesOf } = decode(picture);
      return chooseDetections(scores, boxesOf, SELECTION);
    });
  };
  const predict = (input: tf.Tensor4D, scope: Scope) => head(pyramid(backbone(input, scope), scope), scope);
  return {
    /** The parts one after another, for training that keeps the first of them frozen: picture → 3 → 4 levels → predictions. */
    backbone,
    pyramid,
    head,
    /** The same in finer parts, for heads beside this one: strides 4 to 32, what all heads read of the pyramid, and predictions of that. */
    stages,
    towers,
    cells,
    choose,
    /** [n, h, w, 3] → raw predictions of every cell. */
    predict,
    /** [n, h, w, 3] → [n × detections, 6], see Network. */
    detect: (input: tf.Tensor4D, scope: Scope): tf.Tensor2D => concatBatch(choose(predict(input, scope)).map(detectionRows)),
    /** What `detect` makes of the best scores and the distances [cells, 4 × bins] of one picture of a size, on the processor. */
    detectOnHost: ({ width, height }: Size) => {
      const shapes = PYRAMID_STRIDES.map((stride): [number, number] => [Math.ceil(height / stride), Math.ceil(width / stride)]);
      const [centres, strides] = [cellCentres(shapes, PYRAMID_STRIDES), cellStrides(shapes, PYRAMID_STRIDES)];
      return (best: BestScores, distances: Float32Array): Float32Array => selectOnHost({ best, distances, classes, centres, strides }, SELECTION);
    },
    /** [1, h, w, 3] → [count, 6], rows as of `detect`, best first: what suppression would choose from. */
    candidates: (input: tf.Tensor4D, scope: Scope, count: number): tf.Tensor2D => {
      const { scores, boxesOf } = decoder(predict(input, scope))(0);
      return detectionRows(bestCandidates(scores, boxesOf, count));
    },
  };
}

/** Of each picture of a batch the scores [cells, classes] and, for the cells asked for, boxes. */
function decoder({ logits, distances, shapes }: CellOutputs) {
  const [, cells] = logits.shape;
  const centres = tf.tensor2d(cellCentres(shapes, PYRAMID_STRIDES), [cells, 2]);
  const strides = tf.tensor2d(cellStrides(shapes, PYRAMID_STRIDES), [cells, 1]);
  return (picture: number) => {
    const sides = pictureOf(distances, picture);
    return {
      scores: tf.sigmoid(pictureOf(logits, picture)),
      boxesOf: (places: tf.Tensor1D) => distanceBoxes(tf.gather(sides, places), tf.gather(centres, places), tf.gather(strides, places)),
    };
  };
}
