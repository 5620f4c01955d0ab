import * as tf from '@tensorflow/tfjs-core';
import { numberOf } from '../../kernels/arguments';
import { asFused, isConvolution, isLinear } from '../convolutions';
import type { GraphNode } from '../graph';
import { rewrite, type Pass } from '../rewrite';

/** Activations that every engine computes within a convolution, by the names they have there. */
const FUSABLE: Readonly<Record<string, string>> = { [tf.Relu]: 'relu', [tf.Relu6]: 'relu6', [tf.LeakyRelu]: 'leakyrelu', [tf.Elu]: 'elu', [tf.Sigmoid]: 'sigmoid' };

/** Moves an activation into the convolution before it. */
export const fuseActivations: Pass = (graph) => rewrite(graph, (node, { producerOf, readOnce }) => {
  const activation = FUSABLE[node.kernel];
  const x = node.inputs.x;
  if (activation === undefined || x === undefined || !readOnce(x)) return undefined;
  const convolution = producerOf(x);
  if (convolution === undefined || !isConvolution(convolution) || !isLinear(convolution)) return undefined;
  const fused = asFused(convolution);
  return { ...fused, outputs: node.outputs, attributes: { ...fused.attributes, activation, ...slopeOf(node) } };
});

const slopeOf = ({ kernel, attributes }: GraphNode): tf.NamedAttrMap => (kernel === tf.LeakyRelu ? { leakyreluAlpha: numberOf(attributes, 'alpha') } : {});
