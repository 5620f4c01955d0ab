import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../../../errors';
import { numberOf } from '../../../kernels/arguments';
import { inputOf, sameShape, sizeOf, type GraphNode, type Value } from '../../graph';
import { activationOf } from '../activation';
import type { Lowering } from '../lowering';
import { literal } from '../shader';
import { channelsOf, groupsFor, lanes, rowsOf, type Operand, type Step } from '../step';

/** WGSL of a function of the vector `v`, by tfjs's kernel. */
const UNARY: Readonly<Record<string, (node: GraphNode) => string>> = {
  [tf.Relu]: () => activationOf('relu', {}),
  [tf.Relu6]: () => activationOf('relu6', {}),
  [tf.Elu]: () => activationOf('elu', {}),
  [tf.Sigmoid]: () => activationOf('sigmoid', {}),
  [tf.LeakyRelu]: ({ attributes }) => activationOf('leakyrelu', { leakyreluAlpha: numberOf(attributes, 'alpha') }),
  [tf.ClipByValue]: ({ attributes }) => `clamp(v, vec4<f32>(${literal(numberOf(attributes, 'clipValueMin'))}), vec4<f32>(${literal(numberOf(attributes, 'clipValueMax'))}))`,
  [tf.Tanh]: () => 'tanh(clamp(v, vec4<f32>(-20.0), vec4<f32>(20.0)))',
  [tf.Exp]: () => 'exp(v)',
  [tf.Sqrt]: () => 'sqrt(v)',
  [tf.Rsqrt]: () => 'inverseSqrt(v)',
  [tf.Square]: () => 'v * v',
  [tf.Abs]: () => 'abs(v)',
  [tf.Neg]: () => '-v',
};

/** WGSL of a function of the vectors `a` and `b`. */
const BINARY: Readonly<Record<string, string>> = {
  [tf.Add]: 'a + b', [tf.Sub]: 'a - b', [tf.Multiply]: 'a * b', [tf.RealDiv]: 'a / b', [tf.Maximum]: 'max(a, b)', [tf.Minimum]: 'min(a, b)',
};

export const UNARY_KERNELS: readonly string[] = Object.keys(UNARY);
export const BINARY_KERNELS: readonly string[] = Object.keys(BINARY);

export function unaryStep(node: GraphNode, lowering: Lowering): Step {
  const code = UNARY[node.kernel];
  if (code === undefined) throw new EngineError(`no function ${node.kernel}`);
  return elementwise(node, lowering, { v: lowering.read(inputOf(node, 'x')) }, `let v = read_v(row, c);\n  put(row, c, ${code(node)});`);
}

export function binaryStep(node: GraphNode, lowering: Lowering): Step {
  const code = BINARY[node.kernel];
  if (code === undefined) throw new EngineError(`no function ${node.kernel}`);
  const output = lowering.only(node);
  const reads = { a: broadcast(inputOf(node, 'a'), output, lowering), b: broadcast(inputOf(node, 'b'), output, lowering) };
  return elementwise(node, lowering, reads, `let a = read_a(row, c);\n  let b = read_b(row, c);\n  let v = ${code};\n  put(row, c, ${activationOf(node.attributes.after, {})});`);
}

/** Numbers as they are, one for all, one for each channel, or one for each place. */
function broadcast(value: Value, output: Value, lowering: Lowering): Operand {
  const operand = lowering.read(value);
  if (sameShape(value.shape, output.shape)) return operand;
  if (sizeOf(value.shape) === 1) return { ...operand, row: 0, isNumber: true };
  const channels = channelsOf(output);
  if (sizeOf(value.shape) === channels && channelsOf(value) === channels) return { ...operand, row: 0 };
  const isPlaces = value.shape.length === output.shape.length && channelsOf(value) === 1 && sameShape(value.shape.slice(0, -1), output.shape.slice(0, -1));
  if (isPlaces) return { ...operand, isNumber: true };
  throw new EngineError(`[${value.shape.join(', ')}] repeated to [${output.shape.join(', ')}]`);
}

function elementwise(node: GraphNode, lowering: Lowering, reads: Step['reads'], code: string): Step {
  const output = lowering.only(node);
  const [rows, columns] = [rowsOf(output), lanes(channelsOf(output))];
  return {
    ...lowering.step(node),
    reads,
    sizes: { rows, columns },
    workgroups: groupsFor(rows * columns),
    body: `
fn run(index : i32) {
  let c = index % s.columns;
  let row = index / s.columns;
  if (row >= s.rows) { return; }
  ${code}
}
`,
  };
}
