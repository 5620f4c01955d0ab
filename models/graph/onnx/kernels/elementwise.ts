import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../../../errors';
import { numberOf } from '../../../kernels/arguments';
import { inputOf, listOf, outputOf, sameShape, sizeOf, type GraphNode, type Value } from '../../graph';
import type { OnnxBuilder } from '../builder';
import type { ChannelsFirst, Lowering } from '../lowering';
import type { Rule, Rules } from './rule';

type Compute = (builder: OnnxBuilder, names: readonly string[], node: GraphNode) => string;

/** An operation of ONNX that is the same as the kernel. */
const just = (type: string): Compute => (builder, names) => builder.add(type, names);

const one = ([name = '']: readonly string[]): string => name;
const number = (builder: OnnxBuilder, value: number): string => builder.floats([value], []);

const UNARY: Readonly<Record<string, Compute>> = {
  [tf.Abs]: just('Abs'), [tf.Ceil]: just('Ceil'), [tf.Cos]: just('Cos'), [tf.Elu]: just('Elu'), [tf.Erf]: just('Erf'), [tf.Exp]: just('Exp'),
  [tf.Floor]: just('Floor'), [tf.Identity]: just('Identity'), [tf.Log]: just('Log'), [tf.LogicalNot]: just('Not'), [tf.Neg]: just('Neg'),
  [tf.Reciprocal]: just('Reciprocal'), [tf.Relu]: just('Relu'), [tf.Round]: just('Round'), [tf.Selu]: just('Selu'), [tf.Sigmoid]: just('Sigmoid'),
  [tf.Sign]: just('Sign'), [tf.Sin]: just('Sin'), [tf.Softplus]: just('Softplus'), [tf.Sqrt]: just('Sqrt'), [tf.Tanh]: just('Tanh'),
  [tf.Rsqrt]: (builder, names) => builder.add('Reciprocal', [builder.add('Sqrt', names)]),
  [tf.Square]: (builder, names) => builder.add('Mul', [one(names), one(names)]),
  [tf.Expm1]: (builder, names) => builder.add('Sub', [builder.add('Exp', names), number(builder, 1)]),
  [tf.Log1p]: (builder, names) => builder.add('Log', [builder.add('Add', [one(names), number(builder, 1)])]),
  [tf.Relu6]: (builder, names) => builder.add('Clip', [one(names), number(builder, 0), number(builder, 6)]),
  [tf.Step]: (builder, names, { attributes }) =>
    builder.add('Where', [builder.add('Greater', [one(names), number(builder, 0)]), number(builder, 1), number(builder, numberOf(attributes, 'alpha'))]),
  [tf.LeakyRelu]: (builder, names, { attributes }) => builder.add('LeakyRelu', names, { alpha: { float: numberOf(attributes, 'alpha') } }),
  [tf.ClipByValue]: (builder, names, { attributes }) =>
    builder.add('Clip', [one(names), number(builder, numberOf(attributes, 'clipValueMin')), number(builder, numberOf(attributes, 'clipValueMax'))]),
  [tf.Cast]: (builder, names, node) => cast(builder, one(names), outputOf(node).dtype),
};

const BINARY: Readonly<Record<string, Compute>> = {
  [tf.Add]: just('Add'), [tf.Sub]: just('Sub'), [tf.Multiply]: just('Mul'), [tf.RealDiv]: just('Div'), [tf.Maximum]: just('Max'), [tf.Minimum]: just('Min'),
  [tf.Pow]: just('Pow'), [tf.Equal]: just('Equal'), [tf.Greater]: just('Greater'), [tf.GreaterEqual]: just('GreaterOrEqual'), [tf.Less]: just('Less'),
  [tf.LessEqual]: just('LessOrEqual'), [tf.LogicalAnd]: just('And'), [tf.LogicalOr]: just('Or'),
  [tf.NotEqual]: (builder, names) => builder.add('Not', [builder.add('Equal', names)]),
  [tf.SquaredDifference]: (builder, names) => {
    const difference = builder.add('Sub', names);
    return builder.add('Mul', [difference, difference]);
  },
  [tf.Mod]: (builder, names, node) => {
    // Of whole numbers the remainder has the sign of the divisor, as in tfjs; of others ONNX gives it that of the dividend.
    if (outputOf(node).dtype === 'int32') return builder.add('Mod', names);
    const [a = '', b = ''] = names;
    return builder.add('Sub', [a, builder.add('Mul', [builder.add('Floor', [builder.add('Div', names)]), b])]);
  },
  [tf.FloorDiv]: (builder, names, node) => {
    if (outputOf(node).dtype === 'float32') return builder.add('Floor', [builder.add('Div', names)]);
    // Division of whole numbers is cut off towards zero in ONNX, so it has to come out even.
    const [a = '', b = ''] = names;
    return builder.add('Div', [builder.add('Sub', [a, builder.add('Mod', names)]), b]);
  },
};

/** tfjs's int32 is int64 in ONNX, where indices are of that type. */
const TYPE_CODES = { float32: 1, int32: 7, bool: 9 } as const;

export const cast = (builder: OnnxBuilder, name: string, to: Value['dtype']): string => builder.add('Cast', [name], { to: TYPE_CODES[to] });

const unary = (compute: Compute): Rule => (node, lowering) => elementwise(node, lowering, [inputOf(node, 'x')], compute);
const binary = (compute: Compute): Rule => (node, lowering) => elementwise(node, lowering, [inputOf(node, 'a'), inputOf(node, 'b')], compute);

export const elementwiseRules: Rules = {
  ...Object.fromEntries(Object.entries(UNARY).map(([kernel, compute]) => [kernel, unary(compute)])),
  ...Object.fromEntries(Object.entries(BINARY).map(([kernel, compute]) => [kernel, binary(compute)])),
  [tf.AddN]: (node, lowering) => elementwise(node, lowering, listOf(node), just('Sum')),
  [tf.Select]: (node, lowering) => elementwise(node, lowering, [inputOf(node, 'condition'), inputOf(node, 't'), inputOf(node, 'e')], just('Where')),
  [tf.Prelu]: (node, lowering) => elementwise(node, lowering, [inputOf(node, 'x'), inputOf(node, 'alpha')], just('PRelu')),
};

/** The activation that a fused kernel ends with. */
export function activated(builder: OnnxBuilder, name: string, { kernel, attributes }: GraphNode): string {
  const { activation = 'linear' } = attributes;
  switch (activation) {
    case 'linear': return name;
    case 'relu': return builder.add('Relu', [name]);
    case 'relu6': return builder.add('Clip', [name, number(builder, 0), number(builder, 6)]);
    case 'leakyrelu': return builder.add('LeakyRelu', [name], { alpha: { float: numberOf(attributes, 'leakyreluAlpha') } });
    case 'elu': return builder.add('Elu', [name]);
    case 'sigmoid': return builder.add('Sigmoid', [name]);
    default: throw new EngineError(`${kernel} ends in the activation ${JSON.stringify(activation)}, which the ONNX writer does not know.`);
  }
}

/** With the channels first where an operand of the output's size is there in that way, else plain. */
function elementwise(node: GraphNode, lowering: Lowering, operands: readonly Value[], compute: Compute): void {
  const output = outputOf(node);
  const form = operands.map((value) => (sameShape(value.shape, output.shape) ? lowering.formOf(value) : undefined)).find((known) => known !== undefined);
  const names = form && operands.map((value) => broadcastable(value, form, output.shape.length, lowering));
  if (form !== undefined && names?.every((name) => name !== undefined) === true) {
    lowering.setChannelsFirst(output, { ...form, name: compute(lowering.builder, names, node) });
  } else {
    lowering.setPlain(output, compute(lowering.builder, operands.map((value) => lowering.plain(value)), node));
  }
}

/** An operand such that it broadcasts to a value with its channels first as it does to the plain value; undefined where it cannot. */
function broadcastable(value: Value, form: ChannelsFirst, rank: number, lowering: Lowering): string | undefined {
  const own = lowering.formOf(value);
  if (own !== undefined && sameShape(own.spatial, form.spatial) && sameShape(own.channels, form.channels)) return own.name;
  const { shape } = value;
  const isPicture = shape.length === 4 && rank === 4 && form.channels.length === 1;
  if (isPicture && own !== undefined) return own.name;
  if (sizeOf(shape) === 1) return scalar(value, lowering);
  if (sizeOf(shape.slice(0, -form.channels.length)) === 1) {
    const trailing = [...shape.slice(-form.channels.length), 1, 1];
    return value.constant === undefined ? lowering.reshape(lowering.plain(value), trailing) : lowering.constant(value, trailing);
  }
  return isPicture ? lowering.channelsFirst(value).name : undefined;
}

const scalar = (value: Value, lowering: Lowering): string =>
  (value.constant === undefined ? lowering.reshape(lowering.plain(value), [1]) : lowering.constant(value, []));
