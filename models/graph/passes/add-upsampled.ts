import * as tf from '@tensorflow/tfjs-core';
import { addUpsampledKernel } from '../../kernels/add-upsampled/wasm';
import { inputOf, outputOf, sameShape, type GraphNode, type Value } from '../graph';
import { rewrite, type Pass, type Surroundings } from '../rewrite';

/** Four channels are computed at once. */
const LANES = 4;

/** Makes one node of a sum with a map whose cells are repeated, and of the ReLU behind it. The kernel is wasm's alone. */
export const joinUpsampledSums: Pass = (graph) => rewrite(graph, (node, around) => {
  if (node.kernel === tf.Add) return sumWith(node, around);
  return node.kernel === tf.Relu ? rectified(node, around) : undefined;
});

function sumWith(node: GraphNode, { producerOf, readOnce }: Surroundings): GraphNode | undefined {
  const [a, b] = [inputOf(node, 'a'), inputOf(node, 'b')];
  for (const [map, upsampled] of [[a, b], [b, a]] as const) {
    const resize = readOnce(upsampled) ? producerOf(upsampled) : undefined;
    const factor = resize && repeatsOf(resize);
    if (resize === undefined || factor === undefined || !sameShape(map.shape, upsampled.shape)) continue;
    return { ...node, kernel: addUpsampledKernel, inputs: { a: map, b: inputOf(resize, 'images') }, attributes: { factor, activation: 'linear' } };
  }
  return undefined;
}

/** How often a resize repeats each cell, in both directions; undefined where it does anything else. */
function repeatsOf(node: GraphNode): number | undefined {
  if (node.kernel !== tf.ResizeNearestNeighbor || node.attributes.alignCorners === true) return undefined;
  const { shape: [, height = 1, width = 1, channels = 1] } = inputOf(node, 'images');
  const { shape: [, outputHeight, outputWidth] } = outputOf(node);
  const factor = (outputHeight ?? 0) / height;
  return Number.isInteger(factor) && outputWidth === factor * width && channels % LANES === 0 ? factor : undefined;
}

function rectified(node: GraphNode, { producerOf, readOnce }: Surroundings): GraphNode | undefined {
  const x: Value = inputOf(node, 'x');
  const sum = readOnce(x) ? producerOf(x) : undefined;
  return sum?.kernel === addUpsampledKernel ? { ...sum, outputs: node.outputs, attributes: { ...sum.attributes, activation: 'relu' } } : undefined;
}
