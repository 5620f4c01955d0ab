import * as tf from '@tensorflow/tfjs-core';
import { sizeOf, type GraphNode } from '../../../models/graph/graph';
import type { Walk } from './follow-channels';
import { alongLastAxis, lastVaryingAxis, placesAlong, type Labels, type Numbers } from './labels';

/** Kernels that move numbers and compute none. */
export const MOVERS: ReadonlySet<string> = new Set([
  tf.Identity, tf.Reshape, tf.ExpandDims, tf.Transpose, tf.Slice, tf.SplitV, tf.Concat, tf.Pack, tf.Unpack, tf.Tile, tf.DepthToSpace, tf.Reverse,
]);

/**
 * Labels of what a kernel gives that moves numbers: it is run on the places of channels in the place of the numbers. Where an
 * axis of channels comes apart into several, as in a channel shuffle, only the last of them may become shorter: channels at the
 * same place along it are coupled.
 */
export function moved(node: GraphNode, walk: Walk): (Labels | undefined)[] {
  const values = Object.entries(node.inputs);
  if (!values.some(([, value]) => walk.labelsOf(value))) return [];
  const inputs = values.map(([, value]) => walk.labelsOf(value) ?? alongLastAxis(value.shape, new Int32Array(value.shape.at(-1) ?? 1)));
  const starts = inputs.map((_, index) => inputs.slice(0, index).reduce((sum, { of }) => sum + of.length, 0));
  const labelAt = inputs.flatMap(({ of }) => [...of]);
  const places = inputs.map((input, index) => [values[index]?.[0] ?? '', placesAlong(input, starts[index] ?? 0)] as const);
  const outputs = run(node, places).map((output) => aligned(output, labelAt, walk));
  if (!fits(node, inputs, outputs, walk)) for (const { of } of inputs) walk.sets.fix(of);
  return outputs;
}

/** Runs the node's kernel on tfjs's current engine, on places. */
function run({ kernel, attributes }: GraphNode, inputs: readonly (readonly [string, Numbers])[]): Numbers[] {
  const results: Numbers[] = [];
  tf.tidy(() => {
    const named: tf.NamedTensorMap = Object.fromEntries(inputs.map(([name, { shape, all }]) => [name, tf.tensor(all, [...shape], 'int32')]));
    const given = tf.engine().runKernel<tf.Tensor | tf.Tensor[]>(kernel, '0' in named ? list(named) : named, attributes);
    results.push(...[given].flat().map((tensor) => ({ shape: tensor.shape, all: Int32Array.from(tensor.dataSync()) })));
  });
  return results;
}

/** What a kernel that takes a list is called with: tfjs types it as a map, and it is an array all the same. */
const list = (named: tf.NamedTensorMap): tf.NamedTensorMap => Object.assign([], named);

/** Labels along one axis from places, those coupled that share a place along it. @param labelAt the label of each place */
function aligned(places: Numbers, labelAt: readonly number[], { sets }: Walk): Labels {
  const { shape, all } = places;
  const axis = lastVaryingAxis(places);
  const [size, stride] = [shape[axis] ?? 1, sizeOf(shape.slice(axis + 1))];
  const of = Int32Array.from({ length: size }, (_, index) => labelAt[all[index * stride] ?? 0] ?? 0);
  all.forEach((place, index) => {
    const at = Math.floor(index / stride) % size;
    const [known = 0, label = 0] = [of[at], labelAt[place]];
    if (known !== label) of[at] = sets.join(known, label);
  });
  return { shape, axis, of };
}

/** Whether what a node was told in numbers still holds when channels go; equal parts are coupled, so that they stay equal. */
function fits({ kernel, attributes }: GraphNode, inputs: readonly Labels[], outputs: readonly Labels[], { sets }: Walk): boolean {
  const [first] = inputs;
  const [part, ...others] = outputs;
  if (first === undefined || part === undefined) return false;
  if (kernel === tf.Slice) {
    const left = new Set(part.of);
    return first.of.every((label) => left.has(label));
  }
  const axis = Number(attributes.axis) < 0 ? Number(attributes.axis) + first.shape.length : Number(attributes.axis);
  if ((kernel !== tf.SplitV && kernel !== tf.Unpack) || axis !== first.axis) return true;
  if (kernel === tf.Unpack || typeof attributes.numOrSizeSplits !== 'number') return false;
  for (const { of } of others) sets.joinAll(part.of, of);
  return true;
}
