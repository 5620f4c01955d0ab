import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Candidates } from '../detection/candidates';
import { concatBatch } from '../concat-batch';
import { nanoDet, nanoDetOptions } from '../detection/nano-det';
import { detectionRows } from '../detection/select-detections';
import type { Scope } from '../../layers/scope';
import type { MaskBranch } from './mask-branch';
import { MASK_SIDE, maskHead, maskRegions, type MaskFeatures } from './mask-head';
import { picturesOf } from './pictures-of';

export const nanoDetMasksOptions = nanoDetOptions.extend({
  /** Things that get a mask, and rows that come out. */
  detections: z.int().positive().default(20),
  /** Width of the mask head at 14 x 14 and at 28 x 28 cells. */
  channels: z.int().positive().default(64),
  edgeChannels: z.int().positive().default(24),
});

/** The one-stage detector with a mask branch (He et al. 2017): its boxes as they are, then a mask for each of the best. */
export function nanoDetMasks({ classes, detections, ...widths }: z.infer<typeof nanoDetMasksOptions>) {
  const detector = nanoDet({ classes });

  const features = (input: tf.Tensor4D, scope: Scope): MaskFeatures => {
    const [edges, ...stages] = detector.stages(input, scope);
    const levels = detector.pyramid(stages, scope);
    return { edges, shapes: levels[0], levels: detector.towers(levels, scope) };
  };
  const branch: MaskBranch = {
    side: MASK_SIDE,
    regions: (images, boxes, pictures, scope) => maskRegions(features(images, scope), boxes, pictures),
    head: (regions, categories, scope) => maskHead(regions, categories, scope.at('mask_head'), { classes, ...widths }),
    isHead: (parameter) => parameter.startsWith('mask_head/'),
  };
  return {
    branch,
    /** [n, h, w, 3] → detections [n × detections, 6] and their masks [n × detections, 28, 28], see the task `instances`. */
    segment: (input: tf.Tensor4D, scope: Scope): { readonly detections: tf.Tensor2D; readonly masks: tf.Tensor3D } => {
      const read = features(input, scope);
      const found = detector.choose(detector.cells(read.levels, scope)).map((candidates) => best(candidates, detections));
      const boxes = concatBatch(found.map((candidates) => candidates.boxes));
      const regions = maskRegions(read, boxes, picturesOf(found.length, detections));
      const masks = tf.sigmoid(branch.head(regions, concatBatch(found.map(({ categories }) => categories)), scope));
      return { detections: concatBatch(found.map(detectionRows)), masks };
    },
  };
}

/** The first of them. */
const best = ({ boxes, scores, categories }: Candidates, count: number): Candidates => ({
  boxes: tf.slice(boxes, [0, 0], [count, 4]), scores: tf.slice(scores, [0], [count]), categories: tf.slice(categories, [0], [count]),
});
