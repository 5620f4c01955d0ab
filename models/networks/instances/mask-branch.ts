import type * as tf from '@tensorflow/tfjs-core';
import type { Scope } from '../../layers/scope';

/** What cuts things out of given boxes, in the two parts that training keeps apart: what a frozen network sees there, and the head that learns. */
export interface MaskBranch {
  /** Cells along each side of a mask. */
  readonly side: number;
  /**
   * What the head reads of each box.
   * @param images [n, h, w, 3] @param boxes [boxes, 4] y1 x1 y2 x2 in input pixels @param pictures int32 [boxes] of the batch
   * @returns [boxes, height, width, channels] a kind
   */
  regions(images: tf.Tensor4D, boxes: tf.Tensor2D, pictures: tf.Tensor1D, scope: Scope): tf.Tensor4D[];
  /** @param categories int32 [boxes] @returns [boxes, side, side], before the sigmoid */
  head(regions: readonly tf.Tensor4D[], categories: tf.Tensor1D, scope: Scope): tf.Tensor3D;
  /** Whether a parameter, by its full name, belongs to the head. */
  isHead(parameter: string): boolean;
}
