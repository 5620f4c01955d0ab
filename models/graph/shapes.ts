import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../errors';
import { numberOf, numbersOf } from '../kernels/arguments';
import { nmsKernel } from '../kernels/nms/register';
import { roiAlignKernel } from '../kernels/roi-align/register';
import { sliceOf, splitSizes } from '../kernels/copies/parts';
import { convolutionWindow, poolingWindow } from '../kernels/convolution-window';
import { sizeOf, type ElementType } from './graph';

/** What is known of a tensor before it is computed. */
export interface Signature {
  readonly shape: readonly number[];
  readonly dtype: ElementType;
}

/** A kernel about to run: everything but the numbers. */
export interface Call {
  readonly attrs: tf.NamedAttrMap;
  /** An input by the kernel's name for it. */
  input(name: string): Signature;
  /** The inputs of a kernel that takes a list. */
  readonly list: readonly Signature[];
}

type Rule = (call: Call) => readonly Signature[];

const float = (...shape: number[]): Signature => ({ shape, dtype: 'float32' });
const int = (...shape: number[]): Signature => ({ shape, dtype: 'int32' });

const UNARY = [
  tf.Abs, tf.Ceil, tf.ClipByValue, tf.Cos, tf.Elu, tf.Erf, tf.Exp, tf.Expm1, tf.Floor, tf.Identity, tf.LeakyRelu, tf.Log, tf.Log1p, tf.LogicalNot,
  tf.Neg, tf.OnesLike, tf.Reciprocal, tf.Relu, tf.Relu6, tf.Round, tf.Rsqrt, tf.Selu, tf.Sigmoid, tf.Sign, tf.Sin, tf.Softplus, tf.Sqrt,
  tf.Square, tf.Step, tf.Tanh, tf.ZerosLike, tf.Reverse,
] as const;
const BINARY = [tf.Add, tf.FloorDiv, tf.Maximum, tf.Minimum, tf.Mod, tf.Multiply, tf.Pow, tf.RealDiv, tf.SquaredDifference, tf.Sub] as const;
const COMPARISONS = [tf.Equal, tf.Greater, tf.GreaterEqual, tf.Less, tf.LessEqual, tf.LogicalAnd, tf.LogicalOr, tf.NotEqual] as const;
const REDUCTIONS = [tf.All, tf.Any, tf.Max, tf.Mean, tf.Min, tf.Prod, tf.Sum] as const;

const sameAs = (name: string): Rule => (call) => [call.input(name)];

const RULES = new Map<string, Rule>([
  ...UNARY.map((kernel): [string, Rule] => [kernel, sameAs('x')]),
  ...BINARY.map((kernel): [string, Rule] => [kernel, (call) => [{ ...call.input('a'), shape: broadcast(call.input('a'), call.input('b')) }]]),
  ...COMPARISONS.map((kernel): [string, Rule] => [kernel, (call) => [{ dtype: 'bool', shape: broadcast(call.input('a'), call.input('b')) }]]),
  ...REDUCTIONS.map((kernel): [string, Rule] => [kernel, reduced]),
  [tf.Softmax, sameAs('logits')],
  [tf.LogSoftmax, sameAs('logits')],
  [tf.FusedBatchNorm, sameAs('x')],
  [tf.Prelu, sameAs('x')],
  [tf.Select, (call) => [call.input('t')]],
  [tf.Cast, (call) => [{ ...call.input('x'), dtype: typeOf(call) }]],
  [tf.Fill, (call) => [{ shape: numbersOf(call.attrs, 'shape'), dtype: typeOf(call) }]],
  [tf.Range, rangeOf],
  [tf.Conv2D, (call) => convolved(call, false)],
  [tf.FusedConv2D, (call) => convolved(call, false)],
  [tf.DepthwiseConv2dNative, (call) => convolved(call, true)],
  [tf.FusedDepthwiseConv2D, (call) => convolved(call, true)],
  [tf.Conv2DBackpropInput, (call) => [float(...numbersOf(call.attrs, 'inputShape'))]],
  [tf.MaxPool, pooled],
  [tf.AvgPool, pooled],
  [tf.BatchMatMul, product],
  [tf._FusedMatMul, product],
  [tf.ResizeBilinear, resized],
  [tf.ResizeNearestNeighbor, resized],
  [tf.PadV2, padded],
  [tf.MirrorPad, padded],
  [tf.Reshape, reshaped],
  [tf.ExpandDims, expanded],
  [tf.Transpose, (call) => [{ ...call.input('x'), shape: numbersOf(call.attrs, 'perm').map((axis) => at(call.input('x').shape, axis)) }]],
  [tf.AddN, ({ list }) => list.slice(0, 1)],
  [tf.Concat, concatenated],
  [tf.Pack, packed],
  [tf.Unpack, unpacked],
  [tf.SplitV, split],
  [tf.Slice, sliced],
  [tf.Tile, (call) => [{ ...call.input('x'), shape: numbersOf(call.attrs, 'reps').map((times, axis) => times * at(call.input('x').shape, axis)) }]],
  [tf.GatherV2, gathered],
  [tf.TopK, topK],
  [tf.ArgMax, (call) => [int(...without(call.input('x').shape, [axisOf(call)]))]],
  [tf.ArgMin, (call) => [int(...without(call.input('x').shape, [axisOf(call)]))]],
  [tf.DepthToSpace, depthToSpace],
  [tf.NonMaxSuppressionV4, (call) => [int(numberOf(call.attrs, 'maxOutputSize')), int()]],
  [nmsKernel, (call) => [int(numberOf(call.attrs, 'maxOutputs'))]],
  [roiAlignKernel, roiAligned],
]);

/** The kernels whose outputs are known without running them. */
export const traceableKernels: readonly string[] = [...RULES.keys()];

/** Shapes and types of what a kernel gives. @throws EngineError for a kernel that is not known here */
export function signaturesOf(kernel: string, call: Call): readonly Signature[] {
  const rule = RULES.get(kernel);
  if (rule === undefined) throw new EngineError(`The kernel ${kernel} cannot be recorded; add the shape of its outputs to models/graph/shapes.ts.`);
  return rule(call);
}

function convolved(call: Call, depthwise: boolean): readonly Signature[] {
  return [float(...convolutionWindow(call, call.input('x').shape, call.input('filter').shape, depthwise).outShape)];
}

function pooled(call: Call): readonly Signature[] {
  return [float(...poolingWindow(call, call.input('x').shape).outShape)];
}

function product(call: Call): readonly Signature[] {
  const { shape: a } = call.input('a');
  const { shape: b } = call.input('b');
  const rows = a.at(call.attrs.transposeA === true ? -1 : -2) ?? 1;
  const columns = b.at(call.attrs.transposeB === true ? -2 : -1) ?? 1;
  return [float(...tf.broadcast_util.assertAndGetBroadcastShape(a.slice(0, -2), b.slice(0, -2)), rows, columns)];
}

function resized(call: Call): readonly Signature[] {
  const { shape: [n = 1, , , channels = 1] } = call.input('images');
  return [float(n, ...numbersOf(call.attrs, 'size'), channels)];
}

function padded(call: Call): readonly Signature[] {
  const { paddings } = call.attrs;
  const x = call.input('x');
  if (!Array.isArray(paddings)) throw new EngineError('A padding was recorded without its paddings.');
  const sums = paddings.map((pair) => (Array.isArray(pair) ? Number(pair[0]) + Number(pair[1]) : 0));
  return [{ ...x, shape: x.shape.map((size, axis) => size + at(sums, axis)) }];
}

function reshaped(call: Call): readonly Signature[] {
  const x = call.input('x');
  return [{ ...x, shape: tf.util.inferFromImplicitShape(numbersOf(call.attrs, 'shape'), sizeOf(x.shape)) }];
}

function expanded(call: Call): readonly Signature[] {
  const x = call.input('input');
  const dim = numberOf(call.attrs, 'dim');
  const axis = dim < 0 ? dim + x.shape.length + 1 : dim;
  return [{ ...x, shape: [...x.shape.slice(0, axis), 1, ...x.shape.slice(axis)] }];
}

function concatenated({ list, attrs }: Call): readonly Signature[] {
  const [first] = list;
  if (first === undefined) throw new EngineError('A concatenation of nothing was recorded.');
  const axis = positive(numberOf(attrs, 'axis'), first.shape.length);
  const total = list.reduce((sum, { shape }) => sum + at(shape, axis), 0);
  return [{ ...first, shape: first.shape.map((size, i) => (i === axis ? total : size)) }];
}

function packed({ list, attrs }: Call): readonly Signature[] {
  const [first] = list;
  if (first === undefined) throw new EngineError('A stack of nothing was recorded.');
  const axis = positive(numberOf(attrs, 'axis'), first.shape.length + 1);
  return [{ ...first, shape: [...first.shape.slice(0, axis), list.length, ...first.shape.slice(axis)] }];
}

function unpacked(call: Call): readonly Signature[] {
  const { shape, dtype } = call.input('value');
  const axis = positive(numberOf(call.attrs, 'axis'), shape.length);
  return Array.from({ length: at(shape, axis) }, () => ({ dtype, shape: without(shape, [axis]) }));
}

function split(call: Call): readonly Signature[] {
  const { shape, dtype } = call.input('x');
  const axis = positive(numberOf(call.attrs, 'axis'), shape.length);
  return splitSizes(call.attrs, at(shape, axis)).map((size) => ({ dtype, shape: shape.map((other, i) => (i === axis ? size : other)) }));
}

function sliced(call: Call): readonly Signature[] {
  const x = call.input('x');
  return [{ ...x, shape: sliceOf(call.attrs, x.shape).size }];
}

function gathered(call: Call): readonly Signature[] {
  const x = call.input('x');
  if (call.attrs.batchDims !== 0) throw new EngineError('A gather over batches cannot be recorded.');
  const axis = positive(numberOf(call.attrs, 'axis'), x.shape.length);
  return [{ ...x, shape: [...x.shape.slice(0, axis), ...call.input('indices').shape, ...x.shape.slice(axis + 1)] }];
}

function topK(call: Call): readonly Signature[] {
  const x = call.input('x');
  const shape = [...x.shape.slice(0, -1), numberOf(call.attrs, 'k')];
  return [{ ...x, shape }, int(...shape)];
}

function depthToSpace(call: Call): readonly Signature[] {
  const { shape: [n = 1, h = 1, w = 1, c = 1] } = call.input('x');
  const block = numberOf(call.attrs, 'blockSize');
  return [float(n, h * block, w * block, c / block ** 2)];
}

function roiAligned(call: Call): readonly Signature[] {
  const side = numberOf(call.attrs, 'outputSize');
  return [float(at(call.input('boxes').shape, 0), side, side, at(call.input('level0').shape, 3))];
}

function reduced(call: Call): readonly Signature[] {
  const x = call.input('x');
  const axes = axesOf(call.attrs, x.shape.length);
  return [{ ...x, shape: call.attrs.keepDims === true ? x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size)) : without(x.shape, axes) }];
}

/** The axes along which a kernel reduces or reverses, from 0; all, where it names none. */
export function axesOf(attrs: tf.NamedAttrMap, rank: number): number[] {
  const given = attrs.axis ?? attrs.reductionIndices ?? attrs.dims;
  if (given === undefined || given === null) return Array.from({ length: rank }, (_, axis) => axis);
  const axes = typeof given === 'number' ? [given] : numbersOf({ given }, 'given');
  return axes.map((axis) => positive(axis, rank));
}

function rangeOf({ attrs }: Call): readonly Signature[] {
  const [start, stop, step] = [numberOf(attrs, 'start'), numberOf(attrs, 'stop'), numberOf(attrs, 'step')];
  return [{ shape: [Math.max(0, Math.ceil((stop - start) / step))], dtype: typeOf({ attrs }) }];
}

function axisOf(call: Call): number {
  const { axis } = call.attrs;
  const given = typeof axis === 'number' ? axis : at(numbersOf(call.attrs, 'axis'), 0);
  return positive(given, call.input('x').shape.length);
}

function typeOf({ attrs }: Pick<Call, 'attrs'>): ElementType {
  const type = (['float32', 'int32', 'bool'] as const).find((known) => known === (attrs.dtype ?? 'float32'));
  if (type === undefined) throw new EngineError(`A tensor of a type that Fovea does not know was recorded (${JSON.stringify(attrs.dtype)}).`);
  return type;
}

const broadcast = (a: Signature, b: Signature): number[] => tf.broadcast_util.assertAndGetBroadcastShape([...a.shape], [...b.shape]);

/** An axis counted from the end if it is negative. */
export const positive = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

const without = (shape: readonly number[], axes: readonly number[]): number[] => shape.filter((_, axis) => !axes.includes(axis));

function at(list: readonly number[], index: number): number {
  const value = list[index];
  if (value === undefined) throw new EngineError(`A kernel was called with an axis ${index} that its ${list.length} sizes do not have.`);
  return value;
}
