import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { concatBatch, pictureOf } from '../concat-batch';
import { clipToInput, proposeRegions } from '../detection/region-proposal';
import type { Candidates } from '../detection/candidates';
import { chooseDetections, detectionRows } from '../detection/select-detections';
import { anchorsOfSizes } from '../../geometry/anchors';
import { BOX_HEAD_WEIGHTS, decodeBoxesTensor } from '../../geometry/box-coder';
import { multiLevelRoiAlign } from '../../kernels/roi-align/roi-align';
import type { Scope } from '../../layers/scope';
import { classHead, maskHead, regionHead, trunk, TRUNK_STRIDE } from './mask-rcnn-2go-layers';
import { picturesOf } from './pictures-of';

export const maskRcnn2GoOptions = z.strictObject({
  classes: z.int().positive().default(80),
  /** [height, width] of the anchors of a cell, in input pixels. */
  anchors: z.array(z.tuple([z.number().positive(), z.number().positive()])).min(1),
  /** Regions that are classified. */
  proposals: z.int().positive().default(120),
  /** Things that get a mask, and rows that come out. */
  detections: z.int().positive().default(20),
  /** Less is no detection. */
  scoreThreshold: z.number().min(0).max(1).default(0.05),
});

/** The published rules of choosing: what enters suppression, and what overlaps more than allowed is one thing. */
const PROPOSAL = { candidates: 3000, iouThreshold: 0.7 };
const SELECTION = { candidates: 1000, iouThreshold: 0.3, softness: Infinity };

/** As its first implementation has it: adaptive samples without half pixels. */
const POOLING = { strides: [TRUNK_STRIDE], outputSize: 6, samplingRatio: 'adaptive', halfPixel: false } as const;

/**
 * MaskRCNN2Go (https://github.com/facebookarchive/models): Mask R-CNN (He et al. 2017) on one map of stride 16. Boxes first,
 * then a mask for each that is chosen, packed last.
 *
 * A published box names its first and its last pixel, so that its width is x2 - x1 + 1. Here a box ends where its last pixel
 * ends, one further, and with that the published rules for offsets, clipping and overlap are ours; only RoIAlign reads the
 * published corners.
 */
export function maskRcnn2Go({ classes, anchors: sizes, proposals, detections, scoreThreshold }: z.infer<typeof maskRcnn2GoOptions>) {
  const propose = (features: tf.Tensor4D, scope: Scope) => regionHead(features, scope.at('rpn'), sizes.length);

  /** @param boxes [n, 4] @param pictures [n] which picture of the batch each is in */
  const cutOut = (features: tf.Tensor4D, boxes: tf.Tensor2D, pictures: tf.Tensor1D) =>
    multiLevelRoiAlign([features], tf.sub(boxes, tf.tensor1d([0, 0, 1, 1])), pictures, POOLING);

  /** The regions of a picture that are classified, see `proposeRegions`. @param size of the input, height and width */
  const regionsOf = (features: tf.Tensor4D, size: readonly [number, number], scope: Scope) => {
    const { objectness, deltas } = propose(features, scope);
    const [count, height, width] = features.shape;
    // A cell's anchors lie around the middle of the pixel (8, 8).
    const anchors = anchorsOfSizes([height, width], TRUNK_STRIDE, sizes, 8.5 / TRUNK_STRIDE);
    const anchorBoxes = tf.tensor2d(anchors, [anchors.length / 4, 4]);
    return Array.from({ length: count }, (_, picture) =>
      proposeRegions(pictureOf(objectness, picture), pictureOf(deltas, picture), anchorBoxes, size, { ...PROPOSAL, proposals }));
  };

  /** The best boxes of each picture. */
  const detect = (features: tf.Tensor4D, size: readonly [number, number], scope: Scope): Candidates[] => {
    const regions = regionsOf(features, size, scope);
    const boxes = concatBatch(regions.map((region) => region.boxes));
    const { logits, deltas } = classHead(cutOut(features, boxes, picturesOf(regions.length, proposals)), scope.at('box_head'), classes);
    // A region that suppression did not fill has no object in it.
    const filled = tf.reshape(tf.cast(tf.greater(concatBatch(regions.map((region) => region.logits)), -5e3), 'float32'), [-1, 1]);
    const scores = tf.reshape<tf.Rank.R3>(tf.mul(tf.slice(tf.softmax(logits), [0, 0], [-1, classes]), filled), [regions.length, proposals, classes]);
    const offsets = tf.reshape<tf.Rank.R3>(deltas, [regions.length, proposals * classes, 4]);
    return regions.map((region, picture) => {
      const ownOffsets = pictureOf(offsets, picture);
      return chooseDetections(pictureOf(scores, picture), (places, categories) => {
        const rows = tf.add<tf.Tensor1D>(tf.mul(places, tf.scalar(classes, 'int32')), categories);
        return clipToInput(decodeBoxesTensor(tf.gather(ownOffsets, rows), tf.gather(region.boxes, places), BOX_HEAD_WEIGHTS), ...size);
      }, { ...SELECTION, detections, scoreThreshold });
    });
  };

  return {
    trunk,
    propose,
    regionsOf,
    /** [n, h, w, 3] → detections [n × detections, 6] and their masks [n × detections, 24, 24], see the task `instances`. */
    segment: (input: tf.Tensor4D, scope: Scope): { readonly detections: tf.Tensor2D; readonly masks: tf.Tensor3D } => {
      const [count, height, width] = input.shape;
      const features = trunk(input, scope);
      const found = detect(features, [height, width], scope);
      const boxes = concatBatch(found.map((candidates) => candidates.boxes));
      const regions = cutOut(features, boxes, picturesOf(count, detections));
      const masks = maskHead(regions, concatBatch(found.map(({ categories }) => categories)), scope.at('mask_head'), classes);
      return { detections: concatBatch(found.map(detectionRows)), masks };
    },
  };
}
