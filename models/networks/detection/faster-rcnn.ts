import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { BOX_HEAD_WEIGHTS, decodeBoxesTensor } from '../../geometry/box-coder';
import { multiLevelRoiAlign } from '../../kernels/roi-align/roi-align';
import type { Scope } from '../../layers/scope';
import { boxHead, type BoxPredictions } from './box-head';
import { concatBatch, pictureOf } from '../concat-batch';
import { backboneSchema, PYRAMID_STRIDES, pyramidTrunk } from './nano-det';
import { proposeRegions, REGION_PROPOSAL, regionAnchors, regionProposalHead, type RegionPredictions } from './region-proposal';
import { SELECTION, selectDetections } from './select-detections';

export const fasterRcnnOptions = z.strictObject({
  classes: z.int().positive(),
  /** Width of the box head's two hidden layers. */
  units: z.int().positive().default(256),
  backbone: backboneSchema,
});

/**
 * How regions are cut out (FPN, eq. 1, whose level k has stride 2^k): a side of less than 96 pixels reads stride 8, less than
 * 192 stride 16, and so on, so that a region is 6 to 12 cells wide, what 7 bins of two samples take in.
 */
export const REGION_POOLING = { strides: [...PYRAMID_STRIDES], outputSize: 7, samplingRatio: 2, canonicalSize: 48, canonicalLevel: 3 };

/**
 * Faster R-CNN (Ren et al. 2015) on the ghost pyramid: regions are proposed, cut out by RoIAlign (He et al. 2017) and
 * classified. The parts stand apart because training matches and samples between them.
 */
export function fasterRcnn({ classes, units, backbone }: z.infer<typeof fasterRcnnOptions>) {
  const trunk = (input: tf.Tensor4D, scope: Scope): tf.Tensor4D[] => pyramidTrunk(input, scope, backbone);

  const propose = (features: readonly tf.Tensor4D[], scope: Scope): RegionPredictions =>
    regionProposalHead(features, scope.at('rpn'), REGION_PROPOSAL);

  /** @param regions [n, 4] in input pixels @param pictures [n] which picture of the batch each region belongs to */
  const classify = (features: readonly tf.Tensor4D[], regions: tf.Tensor2D, pictures: tf.Tensor1D, scope: Scope): BoxPredictions => {
    const place = scope.at('box_head');
    return boxHead(multiLevelRoiAlign(features, regions, pictures, REGION_POOLING), place, { classes, units });
  };

  return {
    trunk,
    propose,
    classify,
    /** [n, h, w, 3] → [n × detections, 6], see Network. */
    detect: (input: tf.Tensor4D, scope: Scope): tf.Tensor2D => {
      const [count, height, width] = input.shape;
      const { proposals } = REGION_PROPOSAL;
      const features = trunk(input, scope);
      const { objectness, deltas } = propose(features, scope);
      const shapes = features.map(({ shape }): [number, number] => [shape[1], shape[2]]);
      const anchors = regionAnchors(shapes, REGION_PROPOSAL);
      const anchorBoxes = tf.tensor2d(anchors, [anchors.length / 4, 4]);
      const regions = Array.from({ length: count }, (_, picture) =>
        proposeRegions(pictureOf(objectness, picture), pictureOf(deltas, picture), anchorBoxes, [height, width], REGION_PROPOSAL));
      const pictures = tf.tensor1d(regions.flatMap((_, picture) => new Array<number>(proposals).fill(picture)), 'int32');
      const proposed = concatBatch(regions.map(({ boxes }) => boxes)); // [n × proposals, 4]
      const { logits, deltas: offsets } = classify(features, proposed, pictures, scope);
      // A region that suppression did not fill has no object in it.
      const filled = tf.reshape(tf.cast(tf.greater(concatBatch(regions.map((region) => region.logits)), -5e3), 'float32'), [count * proposals, 1]);
      const scores = tf.reshape<tf.Rank.R3>(tf.mul(tf.slice(tf.softmax(logits), [0, 0], [-1, classes]), filled), [count, proposals, classes]);
      const boxes = tf.reshape<tf.Rank.R3>(decodeBoxesTensor(offsets, proposed, BOX_HEAD_WEIGHTS), [count, proposals, 4]);
      return concatBatch(regions.map((_, picture) => {
        const own = pictureOf(boxes, picture);
        return selectDetections(pictureOf(scores, picture), (places) => tf.gather(own, places), { ...SELECTION, iouThreshold: 0.5 });
      }));
    },
  };
}
