import * as tf from '@tensorflow/tfjs-core';
import type { TrainableParameters } from '../../../models/layers/trainable-parameters';
import { binaryCrossEntropy } from '../../../models/learning/losses';
import type { MaskBranch } from '../../../models/networks/instances/mask-branch';
import type { MaskBatch } from './mask-batches';

/** A batch on the engine. */
export interface PreparedMasks {
  /** [boxes, height, width, channels] each */
  readonly regions: readonly tf.Tensor4D[];
  /** [boxes, side, side] */
  readonly targets: tf.Tensor3D;
  /** int32 [boxes] */
  readonly categories: tf.Tensor1D;
}

/** @param shapes [height, width, channels] of each kind of region */
export function prepareMasks({ regions, targets, categories }: MaskBatch, shapes: readonly RegionShape[], side: number): PreparedMasks {
  const boxes = categories.length;
  return {
    regions: shapes.map((shape, kind) => tf.tensor4d(regions[kind] ?? new Float32Array(), [boxes, ...shape])),
    targets: tf.tensor3d(targets, [boxes, side, side]),
    categories: tf.tensor1d(categories, 'int32'),
  };
}

export type RegionShape = readonly [height: number, width: number, channels: number];

/**
 * Binary cross-entropy of the mask of a box's own class, a mean over the cells (He et al. 2017, section 3); other classes take no part.
 * The target of a cell on the edge is the share of it that the thing covers.
 */
export function maskLosses(branch: Pick<MaskBranch, 'head'>, parameters: TrainableParameters, { regions, targets, categories }: PreparedMasks): { readonly mask: tf.Scalar } {
  const logits = branch.head(regions, categories, parameters.scope());
  return { mask: binaryCrossEntropy(logits, targets, tf.onesLike(targets), targets.size) };
}
