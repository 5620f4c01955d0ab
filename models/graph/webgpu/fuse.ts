import * as tf from '@tensorflow/tfjs-core';
import { shuffleBlockKernel } from '../../kernels/pointwise/shuffle-block';
import { isConvolution } from '../convolutions';
import { inputOf, sameShape, sizeOf, type GraphNode, type Value } from '../graph';
import { joinUpsampledSums } from '../passes/add-upsampled';
import { optimize } from '../passes/optimize';
import { joinShuffleBlocks } from '../passes/shuffle-blocks';
import { rewrite, type Pass, type Surroundings } from '../rewrite';

/** Products with a constant matrix as convolutions of 1 x 1, so that they get a bias and an activation. */
const productsAsConvolutions: Pass = (graph) => rewrite(graph, (node) => {
  const { a, b } = node.inputs;
  if (node.kernel !== tf.BatchMatMul || a === undefined || b?.constant === undefined || b.shape.length !== 2 || a.shape.length !== 2) return undefined;
  if (node.attributes.transposeA === true || node.attributes.transposeB === true) return undefined;
  const filter: Value = { ...b, shape: [1, 1, ...b.shape], constant: { ...b.constant, changed: true } };
  return { ...node, kernel: tf.FusedConv2D, inputs: { x: a, filter }, attributes: { strides: 1, pad: 'valid', dataFormat: 'NHWC', dilations: 1, activation: 'linear' } };
});

/** Sums in the convolution before them: with a constant as its bias, with another map of its shape as `residual`; `after` is what is done to the sum. */
const fuseSums: Pass = (graph) => rewrite(graph, (node, around) => {
  if (node.kernel === tf.Add) return summed(node, around);
  return node.kernel === tf.Relu ? rectified(node, around) : undefined;
});

function summed(node: GraphNode, { producerOf, readOnce }: Surroundings): GraphNode | undefined {
  const [a, b] = [inputOf(node, 'a'), inputOf(node, 'b')];
  for (const [map, other] of [[a, b], [b, a]] as const) {
    const convolution = readOnce(map) ? producerOf(map) : undefined;
    if (convolution === undefined || !takesSums(convolution)) continue;
    const { inputs: { bias, residual }, attributes: { activation = 'linear' } } = convolution;
    const isBias = other.constant !== undefined && sizeOf(other.shape) === map.shape.at(-1) && other.shape.at(-1) === map.shape.at(-1);
    if (isBias && bias === undefined && residual === undefined && activation === 'linear') return { ...convolution, inputs: { ...convolution.inputs, bias: other }, outputs: node.outputs };
    if (residual === undefined && other.constant === undefined && sameShape(map.shape, other.shape)) return { ...convolution, inputs: { ...convolution.inputs, residual: other }, outputs: node.outputs };
  }
  return undefined;
}

const takesSums = (node: GraphNode): boolean => isConvolution(node) || (node.kernel === shuffleBlockKernel && node.inputs.kept === undefined);

function rectified(node: GraphNode, { producerOf, readOnce }: Surroundings): GraphNode | undefined {
  const x = inputOf(node, 'x');
  const sum = readOnce(x) ? producerOf(x) : undefined;
  if (sum === undefined || sum.attributes.after !== undefined || !(sum.inputs.residual !== undefined || sum.kernel === tf.Add)) return undefined;
  return { ...sum, outputs: node.outputs, attributes: { ...sum.attributes, after: 'relu' } };
}

/** A graph in the form in which the fewest kernels of this engine compute it. Its nodes run here only. */
export const fuseForWebGpu: Pass = (graph) => [optimize, productsAsConvolutions, joinUpsampledSums, fuseSums, joinShuffleBlocks].reduce((current, pass: Pass) => pass(current), graph);

