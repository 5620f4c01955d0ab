import * as tf from '@tensorflow/tfjs-core';
import { shuffleBlockKernel } from '../kernels/pointwise/shuffle-block';
import { isConvolution, isDepthwise } from './convolutions';
import { constantsOf, inputOf, sizeOf, type Graph, type GraphNode, type Value } from './graph';

/** What running a node once takes. */
export interface Cost {
  /**
   * Of convolutions and matrix products. Biases, activations, interpolation (resizing, RoIAlign) and the choice of boxes
   * are not counted, as in papers.
   */
  readonly multiplyAdds: number;
  /** Numbers among its inputs that were trained. */
  readonly parameters: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/** Kernels that give another view of the same memory, which costs nothing. */
export const VIEWS: ReadonlySet<string> = new Set([tf.Reshape, tf.Identity, tf.ExpandDims]);

export function costOf(node: GraphNode): Cost {
  const inputs = Object.values(node.inputs);
  const isView = VIEWS.has(node.kernel);
  return {
    multiplyAdds: multiplyAddsOf(node),
    parameters: parametersAmong(inputs),
    bytesRead: isView ? 0 : sum([...new Set(inputs)].map(bytesOf)),
    bytesWritten: isView ? 0 : sum(node.outputs.map(bytesOf)),
  };
}

/** What running several nodes takes, parameters that they share counted once. */
export function costOfAll(nodes: readonly GraphNode[]): Cost {
  const costs = nodes.map(costOf);
  return {
    multiplyAdds: sum(costs.map(({ multiplyAdds }) => multiplyAdds)),
    parameters: parametersAmong(nodes.flatMap(({ inputs }) => Object.values(inputs))),
    bytesRead: sum(costs.map(({ bytesRead }) => bytesRead)),
    bytesWritten: sum(costs.map(({ bytesWritten }) => bytesWritten)),
  };
}

/** Multiply-adds of everything that a graph computes. */
export const countMultiplyAdds = ({ nodes }: Graph): number => sum(nodes.map(multiplyAddsOf));

/** Trained numbers of a graph, those that several nodes share counted once. */
export const countParameters = (graph: Graph): number => parametersAmong(constantsOf(graph));

function multiplyAddsOf(node: GraphNode): number {
  const outputs = sum(node.outputs.map(({ shape }) => sizeOf(shape)));
  // Filters are [h, w, in, out] and [h, w, channels, multiplier].
  if (isConvolution(node)) return outputs * sizeOf(inputOf(node, 'filter').shape.slice(0, isDepthwise(node) ? 2 : 3));
  switch (node.kernel) {
    // Every number of the input meets each weight of its channel once: [h, w, out, in] of the filter.
    case tf.Conv2DBackpropInput: return sizeOf(inputOf(node, 'dy').shape) * sizeOf(inputOf(node, 'filter').shape.slice(0, 3));
    case tf.BatchMatMul:
    case tf._FusedMatMul:
      return outputs * (inputOf(node, 'a').shape.at(node.attributes.transposeA === true ? -2 : -1) ?? 1);
    // Half of what one gives may be what it kept.
    case shuffleBlockKernel: return sum(node.outputs.map(({ shape }) => sizeOf(shape.slice(0, 3)))) * sizeOf(inputOf(node, 'filter').shape);
    default: return 0;
  }
}

const parametersAmong = (values: readonly Value[]): number => sum([...new Set(values)].filter(({ constant }) => constant?.name !== undefined).map(({ shape }) => sizeOf(shape)));

/** float32 and int32 take four bytes, on every engine. */
const bytesOf = ({ shape, dtype }: Value): number => sizeOf(shape) * (dtype === 'bool' ? 1 : 4);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
