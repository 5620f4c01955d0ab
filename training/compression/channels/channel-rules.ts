import * as tf from '@tensorflow/tfjs-core';
import { windowOf, isDepthwise } from '../../../models/graph/convolutions';
import { inputOf, layerOf, listOf, outputOf, sizeOf, type GraphNode, type Value } from '../../../models/graph/graph';
import { axesOf } from '../../../models/graph/shapes';
import { roiAlignKernel } from '../../../models/kernels/roi-align/register';
import type { Walk } from './follow-channels';
import { alongLastAxis, type Labels } from './labels';
import { moved, MOVERS } from './moved-labels';

/** Labels of what a node gives, output by output; missing where they are of no channels. */
type Rule = (node: GraphNode, walk: Walk) => (Labels | undefined)[];

const NUMBER_BY_NUMBER = [
  tf.Abs, tf.Cast, tf.ClipByValue, tf.Elu, tf.Erf, tf.Exp, tf.Expm1, tf.LeakyRelu, tf.Log, tf.Log1p, tf.Neg, tf.Reciprocal, tf.Relu, tf.Relu6,
  tf.Rsqrt, tf.Selu, tf.Sigmoid, tf.Softplus, tf.Sqrt, tf.Square, tf.Tanh,
];
const PAIRWISE = [tf.Add, tf.Sub, tf.Multiply, tf.RealDiv, tf.Maximum, tf.Minimum, tf.Pow, tf.SquaredDifference];
const CONVOLUTIONS = [tf.Conv2D, tf.FusedConv2D, tf.DepthwiseConv2dNative, tf.FusedDepthwiseConv2D];
const channelByChannel = (name: string): Rule => (node, walk) => [spread(node, walk, walk.labelsOf(inputOf(node, name)))];

const RULES = new Map<string, Rule>([
  ...NUMBER_BY_NUMBER.map((kernel): [string, Rule] => [kernel, (node, walk) => [walk.labelsOf(inputOf(node, 'x'))]]),
  ...PAIRWISE.map((kernel): [string, Rule] => [kernel, paired]),
  ...CONVOLUTIONS.map((kernel): [string, Rule] => [kernel, convolved]),
  ...[...MOVERS].map((kernel): [string, Rule] => [kernel, moved]),
  ...[tf.Mean, tf.Sum, tf.Max, tf.Min].map((kernel): [string, Rule] => [kernel, reduced]),
  ...[tf.MaxPool, tf.AvgPool].map((kernel): [string, Rule] => [kernel, channelByChannel('x')]),
  ...[tf.ResizeBilinear, tf.ResizeNearestNeighbor].map((kernel): [string, Rule] => [kernel, channelByChannel('images')]),
  [tf.BatchMatMul, multiplied],
  [tf._FusedMatMul, multiplied],
  [tf.PadV2, padded],
  [tf.AddN, (node, walk) => [listOf(node).map((value) => walk.labelsOf(value)).reduce((a, b) => added(node, walk, a, b))]],
  [roiAlignKernel, (node, walk) => [spread(node, walk, Object.entries(node.inputs).filter(([name]) => name.startsWith('level')).map(([, value]) => walk.labelsOf(value)).reduce((a, b) => coupled(walk, a, b)))]],
]);

/** What no rule knows reads its channels as they are: none of them can be removed. */
export function outputsOf(node: GraphNode, walk: Walk): (Labels | undefined)[] {
  return (RULES.get(node.kernel) ?? unknown)(node, walk);
}

function unknown(node: GraphNode, walk: Walk): [] {
  for (const value of Object.values(node.inputs)) fix(walk, walk.labelsOf(value));
  return [];
}

const fix = ({ sets }: Walk, labels: Labels | undefined): void => sets.fix(labels?.of ?? []);

/** Labels along the last axis; where they are along another they are fixed. */
function channels(walk: Walk, labels: Labels | undefined): Int32Array | undefined {
  if (labels !== undefined && labels.axis === labels.shape.length - 1) return labels.of;
  fix(walk, labels);
  return undefined;
}

/** The same channels in the last axis of the output, whatever happened to the others. */
function spread(node: GraphNode, walk: Walk, labels: Labels | undefined): Labels | undefined {
  const along = channels(walk, labels);
  const { shape } = outputOf(node);
  if (along !== undefined && along.length === shape.at(-1)) return alongLastAxis(shape, along);
  fix(walk, labels);
  return undefined;
}

function convolved(node: GraphNode, walk: Walk): (Labels | undefined)[] {
  const { x, filter, bias, preluActivationWeights } = node.inputs;
  const { shape } = outputOf(node);
  const window = windowOf(node);
  if (x === undefined || filter?.constant?.name === undefined || window === undefined) return unknown(node, walk);
  const reads = channels(walk, walk.labelsOf(x));
  const each = sizeOf(shape.slice(0, 3)) * window.filterHeight * window.filterWidth;
  let gives: Int32Array;
  if (isDepthwise(node)) {
    if (reads === undefined || filter.shape[3] !== 1) return unknown(node, walk);
    gives = walk.parameter(filter, 2, reads);
    walk.work({ each, reads: 1, gives });
  } else {
    if (filter.shape[2] !== x.shape[3]) return unknown(node, walk);
    if (reads !== undefined) walk.parameter(filter, 2, reads);
    gives = walk.parameter(filter, 3, walk.make(layerOf(node), shape[3] ?? 0));
    walk.work({ each, reads: reads ?? filter.shape[2] ?? 0, gives });
  }
  withVector(walk, bias, gives);
  withVector(walk, preluActivationWeights, gives);
  return [alongLastAxis(shape, gives)];
}

/** A dense layer: [rows, in] by a parameter [in, out]. */
function multiplied(node: GraphNode, walk: Walk): (Labels | undefined)[] {
  const { a, b, bias } = node.inputs;
  const { shape } = outputOf(node);
  const plain = node.attributes.transposeA !== true && node.attributes.transposeB !== true;
  if (a?.shape.length !== 2 || b?.constant?.name === undefined || b.shape.length !== 2 || !plain) return unknown(node, walk);
  const reads = channels(walk, walk.labelsOf(a));
  if (reads !== undefined) walk.parameter(b, 0, reads);
  const gives = walk.parameter(b, 1, walk.make(layerOf(node), b.shape[1] ?? 0));
  walk.work({ each: a.shape[0] ?? 1, reads: reads ?? b.shape[0] ?? 0, gives });
  withVector(walk, bias, gives);
  return [alongLastAxis(shape, gives)];
}

/** A vector of one number a channel, or of one for all. */
function withVector(walk: Walk, vector: Value | undefined, labels: Int32Array): void {
  if (vector === undefined || sizeOf(vector.shape) === 1) return;
  if (isVectorOf(vector, labels.length)) walk.parameter(vector, vector.shape.length - 1, labels);
  else walk.sets.fix(labels);
}

const isVectorOf = ({ shape, constant }: Value, length: number): boolean => constant?.name !== undefined && shape.at(-1) === length && sizeOf(shape) === length;

/** Two tensors number by number, either of them spread over the other. */
function paired(node: GraphNode, walk: Walk): (Labels | undefined)[] {
  const [a, b] = [inputOf(node, 'a'), inputOf(node, 'b')];
  const [ofA, ofB] = [walk.labelsOf(a), walk.labelsOf(b)];
  if (ofA !== undefined && ofB !== undefined) return [added(node, walk, ofA, ofB)];
  const [labels, other] = ofA === undefined ? [ofB, a] : [ofA, b];
  if (labels === undefined) return [];
  if (sizeOf(other.shape) === 1) return [labels];
  const along = channels(walk, labels);
  if (along === undefined) return [];
  if (other.shape.at(-1) !== 1) withVector(walk, other, along);
  return [spread(node, walk, labels)];
}

/** The labels of a sum: channels at the same place are kept or removed together. */
function added(node: GraphNode, walk: Walk, a: Labels | undefined, b: Labels | undefined): Labels | undefined {
  // A single channel that all others are multiplied with stays.
  const single = [a, b].find((labels) => labels?.shape.at(-1) === 1);
  if (single !== undefined && outputOf(node).shape.at(-1) !== 1) {
    fix(walk, single);
    return spread(node, walk, single === a ? b : a);
  }
  return spread(node, walk, coupled(walk, a, b));
}

function coupled(walk: Walk, a: Labels | undefined, b: Labels | undefined): Labels | undefined {
  const [ofA, ofB] = [channels(walk, a), channels(walk, b)];
  if (a === undefined || ofA === undefined || ofB?.length !== ofA.length) {
    fix(walk, a);
    fix(walk, b);
    return undefined;
  }
  return alongLastAxis(a.shape, walk.sets.joinAll(ofA, ofB));
}

function reduced(node: GraphNode, walk: Walk): (Labels | undefined)[] {
  const x = inputOf(node, 'x');
  const labels = walk.labelsOf(x);
  if (!axesOf(node.attributes, x.shape.length).includes(x.shape.length - 1)) return [spread(node, walk, labels)];
  fix(walk, labels);
  return [];
}

/** Zeros beside channels are channels, too: what they are added to may be removed. */
function padded(node: GraphNode, walk: Walk): (Labels | undefined)[] {
  const { paddings } = node.attributes;
  const last: unknown = Array.isArray(paddings) ? paddings.at(-1) : undefined;
  const [before = 0, after = 0] = Array.isArray(last) ? last.map(Number) : [];
  const labels = walk.labelsOf(inputOf(node, 'x'));
  if (before === 0 && after === 0) return [spread(node, walk, labels)];
  const along = channels(walk, labels);
  if (along === undefined) return [];
  const zeros = walk.make(node.place, before);
  walk.pad(node.place, zeros);
  return [alongLastAxis(outputOf(node).shape, Int32Array.from([...zeros, ...along, ...walk.make(node.place, after)]))];
}
