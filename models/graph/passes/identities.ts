import * as tf from '@tensorflow/tfjs-core';
import { numbersOf } from '../../kernels/arguments';
import { sliceOf } from '../../kernels/copies/parts';
import { inputOf, listOf, outputOf, sameShape, type GraphNode, type Value } from '../graph';
import { rewrite, type Pass, type Surroundings } from '../rewrite';

/** Removes what changes nothing (a constant of another shape is another constant), and makes one of two reshapes or transposes in a row. */
export const removeIdentities: Pass = (graph) => rewrite(graph, (original, around) => {
  const node = merged(original, around) ?? original;
  return unchanged(node) ?? reshapedConstant(node) ?? node;
});

function reshapedConstant(node: GraphNode): Value | undefined {
  const x = node.inputs.x;
  if (node.kernel !== tf.Reshape || x?.constant === undefined || x.constant.values.length === 0) return undefined;
  return { ...x, shape: outputOf(node).shape, constant: { ...x.constant, changed: true } };
}

/** The value that a node gives back as it is. */
function unchanged(node: GraphNode): Value | undefined {
  switch (node.kernel) {
    case tf.Identity: return inputOf(node, 'x');
    case tf.Cast: return same(node, ({ dtype }) => dtype === outputOf(node).dtype);
    case tf.Reshape: return same(node, ({ shape }) => sameShape(shape, outputOf(node).shape));
    case tf.Slice: return same(node, ({ shape }) => sameShape(shape, sliceOf(node.attributes, shape).size));
    case tf.PadV2: return same(node, ({ shape }) => sameShape(shape, outputOf(node).shape));
    case tf.Tile: return same(node, ({ shape }) => sameShape(shape, outputOf(node).shape));
    case tf.Transpose: return same(node, () => numbersOf(node.attributes, 'perm').every((from, axis) => from === axis));
    case tf.Concat: return listOf(node).length === 1 ? listOf(node)[0] : undefined;
    default: return undefined;
  }
}

function same(node: GraphNode, changesNothing: (input: Value) => boolean): Value | undefined {
  const x = inputOf(node, 'x');
  return changesNothing(x) ? x : undefined;
}

function merged(node: GraphNode, { producerOf }: Surroundings): GraphNode | undefined {
  if (node.kernel !== tf.Reshape && node.kernel !== tf.Transpose) return undefined;
  const before = producerOf(inputOf(node, 'x'));
  if (before?.kernel !== node.kernel) return undefined;
  const inputs = { x: inputOf(before, 'x') };
  if (node.kernel === tf.Reshape) return { ...node, inputs };
  const first = numbersOf(before.attributes, 'perm');
  return { ...node, inputs, attributes: { perm: numbersOf(node.attributes, 'perm').map((axis) => first[axis] ?? 0) } };
}
