import * as tf from '@tensorflow/tfjs-core';
import { pyramidAnchors } from '../../geometry/anchors';
import { decodeBoxesTensor } from '../../geometry/box-coder';
import { nonMaxSuppression } from '../../kernels/nms/nms';
import { convolution, depthwiseConvolution } from '../../layers/convolution';
import { normal } from '../../layers/initializers';
import type { Scope } from '../../layers/scope';

/** Region proposal network over pyramid levels (Ren et al. 2015, section 3.1; Lin et al. 2017, FPN, section 4.1). */
export interface RegionProposalOptions {
  readonly strides: readonly number[];
  /** Anchor sides (square root of the area) of a level, in strides. */
  readonly scales: readonly number[];
  /** Height over width. */
  readonly ratios: readonly number[];
  /** Best anchors of all levels that enter suppression. */
  readonly candidates: number;
  /** Proposals that come out. */
  readonly proposals: number;
  readonly iouThreshold: number;
}

export const REGION_PROPOSAL: RegionProposalOptions = {
  strides: [8, 16, 32, 64],
  scales: [3, 3 * Math.SQRT2],
  ratios: [0.5, 1, 2],
  candidates: 1000,
  proposals: 200,
  iouThreshold: 0.7,
};

export interface RegionPredictions {
  /** [n, anchors] before the sigmoid. */
  readonly objectness: tf.Tensor2D;
  /** [n, anchors, 4] offsets from the anchors. */
  readonly deltas: tf.Tensor3D;
}

/** How sure the network is of every anchor, and where the object is. Anchors level by level, row by row, as `pyramidAnchors`. */
export function regionProposalHead(features: readonly tf.Tensor4D[], scope: Scope, { scales, ratios }: RegionProposalOptions): RegionPredictions {
  const anchors = scales.length * ratios.length;
  // The paper's 3x3 convolution, separable here: a tenth of its work, and the weights serve every level.
  const outputs = features.map((level) => {
    const spread = depthwiseConvolution(level, scope.at('depthwise'), { kernelSize: 5, activation: 'leaky-relu' });
    const hidden = convolution(spread, scope.at('pointwise'), level.shape[3], { kernelSize: 1, activation: 'leaky-relu' });
    const flat = (name: string, size: number) => {
      const raw = convolution(hidden, scope.at(name), anchors * size, { kernelSize: 1, kernelInitializer: normal(0.01) });
      return tf.reshape<tf.Rank.R3>(raw, [raw.shape[0], raw.shape[1] * raw.shape[2] * anchors, size]);
    };
    return { objectness: flat('objectness', 1), deltas: flat('deltas', 4) };
  });
  return {
    objectness: tf.squeeze<tf.Tensor2D>(tf.concat(outputs.map(({ objectness }) => objectness), 1), [2]),
    deltas: tf.concat(outputs.map(({ deltas }) => deltas), 1),
  };
}

/** The anchors of an input: [anchors × 4] y1 x1 y2 x2 in input pixels. */
export function regionAnchors(shapes: readonly (readonly [number, number])[], { strides, scales, ratios }: RegionProposalOptions): Float32Array {
  return pyramidAnchors(shapes, strides, { scales, ratios });
}

/**
 * The best regions of one picture, chosen on the engine with fixed shapes.
 * @param objectness [anchors], deltas [anchors, 4], anchors [anchors, 4]
 * @returns boxes [proposals, 4] (clipped to the input, never smaller than a pixel) and their objectness logits [proposals];
 *   missing ones repeat the first with a logit of -1e4.
 */
export function proposeRegions(
  objectness: tf.Tensor1D, deltas: tf.Tensor2D, anchors: tf.Tensor2D,
  [height, width]: readonly [number, number],
  { candidates, proposals, iouThreshold }: Pick<RegionProposalOptions, 'candidates' | 'proposals' | 'iouThreshold'>,
): { readonly boxes: tf.Tensor2D; readonly logits: tf.Tensor1D } {
  const best = tf.topk(objectness, Math.min(candidates, objectness.shape[0]), true);
  const boxes = clipToInput(decodeBoxesTensor(tf.gather(deltas, best.indices), tf.gather(anchors, best.indices)), height, width);
  const kept = nonMaxSuppression(boxes, best.values, { iouThreshold, scoreThreshold: -Infinity, maxOutputs: proposals });
  const rows = tf.maximum<tf.Tensor1D>(kept, tf.scalar(0, 'int32'));
  const missing = tf.cast(tf.less(kept, tf.scalar(0, 'int32')), 'float32');
  return {
    boxes: tf.gather(boxes, rows),
    logits: tf.sub<tf.Tensor1D>(tf.gather(best.values, rows), tf.mul(missing, 1e4)),
  };
}

/** Clips boxes [n, 4] to the input, and leaves each at least a pixel. */
export function clipToInput(boxes: tf.Tensor2D, height: number, width: number): tf.Tensor2D {
  const column = (index: number) => tf.slice(boxes, [0, index], [-1, 1]);
  const top = tf.clipByValue(column(0), 0, height - 1);
  const left = tf.clipByValue(column(1), 0, width - 1);
  const bottom = tf.maximum<tf.Tensor2D>(tf.clipByValue(column(2), 0, height), tf.add(top, 1));
  const right = tf.maximum<tf.Tensor2D>(tf.clipByValue(column(3), 0, width), tf.add(left, 1));
  return tf.concat<tf.Tensor2D>([top, left, bottom, right], 1);
}
