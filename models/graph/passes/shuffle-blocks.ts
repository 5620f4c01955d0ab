import * as tf from '@tensorflow/tfjs-core';
import { numberOf, numbersOf } from '../../kernels/arguments';
import { splitSizes } from '../../kernels/copies/parts';
import { TILE_COLUMNS, TILE_ROWS } from '../../kernels/pointwise/program';
import { shuffleBlockKernel } from '../../kernels/pointwise/shuffle-block';
import { inputOf, listOf, outputOf, sameShape, sizeOf, type GraphNode, type Value } from '../graph';
import { rewrite, type Pass, type Surroundings } from '../rewrite';

/**
 * Takes the copies out of ShuffleNet's blocks: a convolution of 1 x 1 reads its half of the channels where they lie, and one
 * before a concatenation and a channel shuffle writes its result where the shuffle puts it. The kernel is wasm's alone.
 */
export const joinShuffleBlocks: Pass = (graph) => rewrite(graph, (node, around) => shuffled(node, around) ?? readingPart(node, around));

/** A convolution of a part of the channels. */
function readingPart(node: GraphNode, { producerOf }: Surroundings): GraphNode | undefined {
  if (!isPointwise(node)) return undefined;
  const part = partOf(inputOf(node, 'x'), producerOf);
  return part && asBlock(node, { x: part.of }, part.begin);
}

/** The last node of reshape, transpose, reshape behind a concatenation whose second half a convolution gives. */
function shuffled(node: GraphNode, { producerOf, readOnce }: Surroundings): GraphNode | undefined {
  const before = (value: Value | undefined, kernel: string): GraphNode | undefined => {
    const producer = value && readOnce(value) ? producerOf(value) : undefined;
    return producer?.kernel === kernel ? producer : undefined;
  };
  if (node.kernel !== tf.Reshape) return undefined;
  const transpose = before(inputOf(node, 'x'), tf.Transpose);
  const grouped = transpose && before(inputOf(transpose, 'x'), tf.Reshape);
  const concat = grouped && before(inputOf(grouped, 'x'), tf.Concat);
  if (transpose === undefined || grouped === undefined || concat === undefined || listOf(concat).length !== 2 || !isAlongChannels(concat)) return undefined;
  const [kept, result] = listOf(concat);
  const convolution = result && readOnce(result) ? producerOf(result) : undefined;
  const { shape } = outputOf(concat);
  const [rows, channels] = [sizeOf(shape.slice(0, 3)), shape[3] ?? 0];
  const isShuffle = sameShape(outputOf(node).shape, shape) && sameShape(outputOf(grouped).shape, [rows, 2, channels / 2])
    && sameShape(numbersOf(transpose.attributes, 'perm'), [0, 2, 1]) && kept?.shape[3] === channels / 2;
  if (!isShuffle || convolution === undefined || !isPointwise(convolution)) return undefined;
  const part = partOf(kept, producerOf);
  // Only the first channels of what is kept can be woven in.
  const inputs = { x: inputOf(convolution, 'x'), kept: part?.begin === 0 ? part.of : kept };
  return { ...asBlock(convolution, inputs, numberAt(convolution)), outputs: node.outputs };
}

const asBlock = (node: GraphNode, inputs: Readonly<Record<string, Value>>, begin: number): GraphNode =>
  ({ ...node, kernel: shuffleBlockKernel, inputs: { ...node.inputs, ...inputs }, attributes: { ...node.attributes, begin } });

/** Where the channels begin that a convolution reads, if it is one of these already. */
const numberAt = ({ kernel, attributes }: GraphNode): number => (kernel === shuffleBlockKernel ? numberOf(attributes, 'begin') : 0);

/** What a value is a part of, along the channels. */
function partOf(value: Value, producerOf: Surroundings['producerOf']): { readonly of: Value; readonly begin: number } | undefined {
  const split = producerOf(value);
  if (split?.kernel !== tf.SplitV || !isAlongChannels(split)) return undefined;
  const of = inputOf(split, 'x');
  const before = splitSizes(split.attributes, of.shape[3] ?? 0).slice(0, split.outputs.indexOf(value));
  return { of, begin: before.reduce((sum, size) => sum + size, 0) };
}

function isAlongChannels({ attributes, outputs: [output] }: GraphNode): boolean {
  const axis = numberOf(attributes, 'axis');
  return output?.shape.length === 4 && (axis === 3 || axis === -1);
}

const ACTIVATIONS: readonly unknown[] = ['linear', 'relu', 'relu6', 'leakyrelu'];

/** A convolution that the kernel can be, or already is, where it keeps nothing yet. */
function isPointwise({ kernel, attributes, inputs: { filter, bias, kept }, outputs: [output] }: GraphNode): boolean {
  if (filter === undefined || bias === undefined || output === undefined || kept !== undefined) return false;
  const [height, width, , columns = 0] = filter.shape;
  const isOne = (given: unknown) => [given].flat().every((value) => value === 1);
  return (kernel === tf.FusedConv2D || kernel === shuffleBlockKernel) && height === 1 && width === 1 && isOne(attributes.strides) && ['same', 'valid', 0].some((pad) => pad === attributes.pad)
    && attributes.dataFormat === 'NHWC' && ACTIVATIONS.includes(attributes.activation) && columns >= TILE_COLUMNS && sizeOf(output.shape.slice(0, 3)) >= TILE_ROWS;
}
