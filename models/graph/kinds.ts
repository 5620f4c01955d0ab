import * as tf from '@tensorflow/tfjs-core';
import { shuffleBlockKernel } from '../kernels/pointwise/shuffle-block';
import { isConvolution, isDepthwise } from './convolutions';
import { inputOf, sizeOf, type GraphNode } from './graph';

/** Kinds of work. All but the last multiply and add; that one rearranges, compares, pools, resizes and activates. */
export const OPERATION_KINDS = ['pointwise', 'convolution', 'depthwise', 'product', 'other'] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];

/** 'pointwise' is a convolution with a filter of 1x1, 'convolution' a wider one over all channels, 'product' one of matrices. */
export function kindOf(node: GraphNode): OperationKind {
  if (isDepthwise(node)) return 'depthwise';
  if (isConvolution(node)) return sizeOf(inputOf(node, 'filter').shape.slice(0, 2)) === 1 ? 'pointwise' : 'convolution';
  switch (node.kernel) {
    case shuffleBlockKernel: return 'pointwise';
    case tf.Conv2DBackpropInput: return 'convolution';
    case tf.BatchMatMul:
    case tf._FusedMatMul: return 'product';
    default: return 'other';
  }
}
