import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { BOX_HEAD_WEIGHTS, decodeBoxesTensor } from '../geometry/box-coder';
import { multiLevelRoiAlign } from '../kernels/roi-align/roi-align';
import type { Scope } from '../layers/scope';
import { boxHead, type BoxPredictions } from './box-head';
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
    /** [1, h, w, 3] → [detections, 6], see Network. */
    detect: (input: tf.Tensor4D, scope: Scope): tf.Tensor2D => {
      const features = trunk(input, scope);
      const { objectness, deltas } = propose(features, scope);
      const shapes = features.map(({ shape }): [number, number] => [shape[1], shape[2]]);
      const anchors = regionAnchors(shapes, REGION_PROPOSAL);
      const regions = proposeRegions(
        tf.squeeze(objectness, [0]), tf.squeeze(deltas, [0]), tf.tensor2d(anchors, [anchors.length / 4, 4]),
        [input.shape[1], input.shape[2]], REGION_PROPOSAL,
      );
      const { logits, deltas: offsets } = classify(features, regions.boxes, tf.zeros([REGION_PROPOSAL.proposals], 'int32'), scope);
      // A region that suppression did not fill has no object in it.
      const filled = tf.reshape(tf.cast(tf.greater(regions.logits, -5e3), 'float32'), [REGION_PROPOSAL.proposals, 1]);
      const scores = tf.mul<tf.Tensor2D>(tf.slice(tf.softmax(logits), [0, 0], [-1, classes]), filled);
      const boxes = decodeBoxesTensor(offsets, regions.boxes, BOX_HEAD_WEIGHTS);
      return selectDetections(scores, (places) => tf.gather(boxes, places), { ...SELECTION, iouThreshold: 0.5 });
    },
  };
}
