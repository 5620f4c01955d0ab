import * as tf from '@tensorflow/tfjs-core';
import { convolutionWindow, type Window } from '../kernels/convolution-window';
import { inputOf, type GraphNode } from './graph';

const FUSED: Readonly<Record<string, string>> = {
  [tf.Conv2D]: tf.FusedConv2D,
  [tf.FusedConv2D]: tf.FusedConv2D,
  [tf.DepthwiseConv2dNative]: tf.FusedDepthwiseConv2D,
  [tf.FusedDepthwiseConv2D]: tf.FusedDepthwiseConv2D,
};

export const isConvolution = (node: GraphNode): boolean => node.kernel in FUSED;

export const isDepthwise = ({ kernel }: GraphNode): boolean => FUSED[kernel] === tf.FusedDepthwiseConv2D;

/** How a convolution's window moves over its input; undefined for other kernels. */
export function windowOf(node: GraphNode): Window | undefined {
  if (!isConvolution(node)) return undefined;
  return convolutionWindow({ attrs: node.attributes }, inputOf(node, 'x').shape, inputOf(node, 'filter').shape, isDepthwise(node));
}

/** The same convolution as a kernel that takes a bias and an activation; it has neither yet if it was not fused. */
export function asFused(node: GraphNode): GraphNode {
  const kernel = FUSED[node.kernel] ?? node.kernel;
  return kernel === node.kernel ? node : { ...node, kernel, attributes: { ...node.attributes, activation: 'linear' } };
}

/** Whether a convolution's result is its linear part, bias included. */
export const isLinear = ({ attributes }: GraphNode): boolean => (attributes.activation ?? 'linear') === 'linear';
