import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../../errors';
import { numberOf, numbersOf } from '../../kernels/arguments';
import { sliceOf, splitSizes } from '../../kernels/copies/parts';
import { poolingWindow } from '../../kernels/convolution-window';
import { isDepthwise, windowOf } from '../convolutions';
import { inputOf, listOf, outputOf, type GraphNode } from '../graph';
import { positive, axesOf } from '../shapes';
import { text, texts, typeOf, whole, wholes, type Attribute, type GraphModelBuilder } from './builder';

/** A kernel as an operation of TensorFlow. */
interface Operation {
  readonly op: string;
  readonly input: readonly string[];
  readonly attr?: Readonly<Record<string, Attribute>>;
}

type Rule = (node: GraphNode, builder: GraphModelBuilder) => Operation;

/** What a node reads, by its kernel's names. */
const read = (node: GraphNode, builder: GraphModelBuilder, ...names: readonly string[]): string[] => names.map((name) => builder.tensorOf(inputOf(node, name)));

/** The same operation with the same inputs. */
const just = (op: string, ...names: readonly string[]): Rule => (node, builder) => ({ op, input: read(node, builder, ...names), attr: { T: typeOf(outputOf(node).dtype) } });

const UNARY: readonly string[] = [
  tf.Abs, tf.Ceil, tf.Cos, tf.Elu, tf.Erf, tf.Exp, tf.Expm1, tf.Floor, tf.Identity, tf.Log, tf.Log1p, tf.LogicalNot, tf.Neg, tf.OnesLike, tf.Reciprocal,
  tf.Relu, tf.Relu6, tf.Round, tf.Rsqrt, tf.Selu, tf.Sigmoid, tf.Sign, tf.Sin, tf.Softplus, tf.Sqrt, tf.Square, tf.Tanh, tf.ZerosLike,
];

const BINARY: Readonly<Record<string, string>> = {
  [tf.Add]: 'AddV2', [tf.Sub]: 'Sub', [tf.Multiply]: 'Mul', [tf.RealDiv]: 'RealDiv', [tf.FloorDiv]: 'FloorDiv', [tf.Maximum]: 'Maximum', [tf.Minimum]: 'Minimum',
  [tf.Pow]: 'Pow', [tf.Mod]: 'FloorMod', [tf.SquaredDifference]: 'SquaredDifference', [tf.Equal]: 'Equal', [tf.NotEqual]: 'NotEqual', [tf.Greater]: 'Greater',
  [tf.GreaterEqual]: 'GreaterEqual', [tf.Less]: 'Less', [tf.LessEqual]: 'LessEqual', [tf.LogicalAnd]: 'LogicalAnd', [tf.LogicalOr]: 'LogicalOr',
};

const REDUCTIONS: readonly string[] = [tf.All, tf.Any, tf.Max, tf.Mean, tf.Min, tf.Prod, tf.Sum];

export const RULES: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(UNARY.map((kernel) => [kernel, just(kernel, 'x')])),
  ...Object.fromEntries(Object.entries(BINARY).map(([kernel, op]) => [kernel, just(op, 'a', 'b')])),
  ...Object.fromEntries(REDUCTIONS.map((kernel): [string, Rule] => [kernel, reduction])),
  [tf.Softmax]: just('Softmax', 'logits'),
  [tf.LogSoftmax]: just('LogSoftmax', 'logits'),
  [tf.Prelu]: just('Prelu', 'x', 'alpha'),
  [tf.Select]: just('SelectV2', 'condition', 't', 'e'),
  [tf.AddN]: (node, builder) => ({ op: 'AddN', input: listOf(node).map((value) => builder.tensorOf(value)), attr: { N: whole(listOf(node).length) } }),
  [tf.LeakyRelu]: (node, builder) => ({ op: 'LeakyRelu', input: read(node, builder, 'x'), attr: { alpha: { f: numberOf(node.attributes, 'alpha') } } }),
  [tf.ClipByValue]: (node, builder) => ({
    op: 'ClipByValue',
    input: [...read(node, builder, 'x'), ...['clipValueMin', 'clipValueMax'].map((name) => builder.constant([numberOf(node.attributes, name)], [], 'float32'))],
  }),
  [tf.Cast]: (node, builder) => ({ op: 'Cast', input: read(node, builder, 'x'), attr: { SrcT: typeOf(inputOf(node, 'x').dtype), DstT: typeOf(outputOf(node).dtype) } }),
  [tf.Conv2D]: bareConvolution,
  [tf.DepthwiseConv2dNative]: bareConvolution,
  [tf.FusedConv2D]: fusedConvolution,
  [tf.FusedDepthwiseConv2D]: fusedConvolution,
  [tf.Conv2DBackpropInput]: (node, builder) => ({
    op: 'Conv2DBackpropInput',
    input: [builder.ints(numbersOf(node.attributes, 'inputShape')), ...read(node, builder, 'filter', 'dy')],
    attr: { strides: wholes([1, ...pairOf(node, 'strides'), 1]), padding: text(namedPadding(node)), data_format: text('NHWC') },
  }),
  [tf.MaxPool]: pooling,
  [tf.AvgPool]: pooling,
  [tf.FusedBatchNorm]: batchNormalization,
  [tf.BatchMatMul]: product,
  [tf._FusedMatMul]: (node, builder) => ({ ...product(node, builder), ...fusedTail(node, builder, read(node, builder, 'a', 'b')), op: '_FusedMatMul' }),
  [tf.ResizeBilinear]: resize,
  [tf.ResizeNearestNeighbor]: resize,
  [tf.PadV2]: (node, builder) => ({ op: 'PadV2', input: [...read(node, builder, 'x'), paddings(node, builder), builder.constant([numberOf(node.attributes, 'constantValue')], [], 'float32')] }),
  [tf.MirrorPad]: (node, builder) => ({ op: 'MirrorPad', input: [...read(node, builder, 'x'), paddings(node, builder)], attr: { mode: text(node.attributes.mode === 'symmetric' ? 'SYMMETRIC' : 'REFLECT') } }),
  [tf.Reshape]: (node, builder) => ({ op: 'Reshape', input: [...read(node, builder, 'x'), builder.ints(outputOf(node).shape)] }),
  [tf.ExpandDims]: (node, builder) => ({ op: 'Reshape', input: [...read(node, builder, 'input'), builder.ints(outputOf(node).shape)] }),
  [tf.Transpose]: (node, builder) => ({ op: 'Transpose', input: [...read(node, builder, 'x'), builder.ints(numbersOf(node.attributes, 'perm'))] }),
  [tf.Tile]: (node, builder) => ({ op: 'Tile', input: [...read(node, builder, 'x'), builder.ints(numbersOf(node.attributes, 'reps'))] }),
  [tf.Concat]: (node, builder) => ({
    op: 'ConcatV2',
    input: [...listOf(node).map((value) => builder.tensorOf(value)), builder.constant([positive(numberOf(node.attributes, 'axis'), outputOf(node).shape.length)], [], 'int32')],
    attr: { N: whole(listOf(node).length) },
  }),
  [tf.Pack]: (node, builder) => ({ op: 'Pack', input: listOf(node).map((value) => builder.tensorOf(value)), attr: { N: whole(listOf(node).length), axis: whole(numberOf(node.attributes, 'axis')) } }),
  [tf.Unpack]: (node, builder) => ({ op: 'Unpack', input: read(node, builder, 'value'), attr: { num: whole(node.outputs.length), axis: whole(numberOf(node.attributes, 'axis')) } }),
  [tf.SplitV]: (node, builder) => {
    const { shape } = inputOf(node, 'x');
    const axis = positive(numberOf(node.attributes, 'axis'), shape.length);
    return { op: 'SplitV', input: [...read(node, builder, 'x'), builder.ints(splitSizes(node.attributes, shape[axis] ?? 0)), builder.constant([axis], [], 'int32')] };
  },
  [tf.Slice]: (node, builder) => {
    const { begin, size } = sliceOf(node.attributes, inputOf(node, 'x').shape);
    return { op: 'Slice', input: [...read(node, builder, 'x'), builder.ints(begin), builder.ints(size)] };
  },
  [tf.GatherV2]: (node, builder) => ({ op: 'GatherV2', input: [...read(node, builder, 'x', 'indices'), builder.constant([numberOf(node.attributes, 'axis')], [], 'int32')], attr: { batch_dims: whole(0) } }),
  [tf.TopK]: (node, builder) => ({ op: 'TopKV2', input: [...read(node, builder, 'x'), builder.constant([numberOf(node.attributes, 'k')], [], 'int32')], attr: { sorted: { b: true } } }),
  [tf.Reverse]: (node, builder) => ({ op: 'ReverseV2', input: [...read(node, builder, 'x'), builder.ints(axesOf(node.attributes, outputOf(node).shape.length))] }),
  [tf.Step]: (node, builder) => {
    const [x = ''] = read(node, builder, 'x');
    const number = (value: number) => builder.constant([value], [], 'float32');
    return { op: 'SelectV2', input: [builder.add('Greater', [x, number(0)]), number(1), number(numberOf(node.attributes, 'alpha'))] };
  },
  [tf.Fill]: (node, builder) => ({ op: 'Fill', input: [builder.ints(outputOf(node).shape), builder.constant([numberOf(node.attributes, 'value')], [], outputOf(node).dtype)], attr: { T: typeOf(outputOf(node).dtype) } }),
  [tf.Range]: (node, builder) => {
    const { dtype } = outputOf(node);
    return { op: 'Range', input: ['start', 'stop', 'step'].map((name) => builder.constant([numberOf(node.attributes, name)], [], dtype)), attr: { Tidx: typeOf(dtype) } };
  },
  [tf.ArgMax]: argument,
  [tf.ArgMin]: argument,
  [tf.DepthToSpace]: (node, builder) => ({ op: 'DepthToSpace', input: read(node, builder, 'x'), attr: { block_size: whole(numberOf(node.attributes, 'blockSize')), data_format: text('NHWC') } }),
  [tf.NonMaxSuppressionV4]: (node, builder) => ({
    op: 'NonMaxSuppressionV4',
    input: [
      ...read(node, builder, 'boxes', 'scores'),
      builder.constant([numberOf(node.attributes, 'maxOutputSize')], [], 'int32'),
      ...['iouThreshold', 'scoreThreshold'].map((name) => builder.constant([numberOf(node.attributes, name)], [], 'float32')),
    ],
    attr: { pad_to_max_output_size: { b: true } },
  }),
};

function bareConvolution(node: GraphNode, builder: GraphModelBuilder): Operation {
  return { op: node.kernel, input: read(node, builder, 'x', 'filter'), attr: windowAttributes(node) };
}

function fusedConvolution(node: GraphNode, builder: GraphModelBuilder): Operation {
  const { activation, leakyreluAlpha } = node.attributes;
  if (isDepthwise(node) && activation === 'leakyrelu' && typeof leakyreluAlpha === 'number') {
    // The operation has no place for the slope.
    const { op, input, attr } = fusedConvolution({ ...node, attributes: { ...node.attributes, activation: 'linear' } }, builder);
    return { op: 'LeakyRelu', input: [builder.add(op, input, attr, node.place === '' ? op : `${node.place}/${op}`)], attr: { alpha: { f: leakyreluAlpha } } };
  }
  const tail = fusedTail(node, builder, read(node, builder, 'x', 'filter'));
  return { op: isDepthwise(node) ? 'FusedDepthwiseConv2dNative' : '_FusedConv2D', ...tail, attr: { ...windowAttributes(node), ...tail.attr } };
}

/** Names that TensorFlow gives to activations within a kernel. */
const FUSED_OPS: Readonly<Record<string, readonly string[]>> = { linear: [], relu: ['Relu'], relu6: ['Relu6'], leakyrelu: ['LeakyRelu'], elu: ['Elu'], sigmoid: ['Sigmoid'] };

function fusedTail(node: GraphNode, builder: GraphModelBuilder, input: readonly string[]): Pick<Operation, 'input' | 'attr'> {
  const { activation = 'linear', leakyreluAlpha } = node.attributes;
  const ops = typeof activation === 'string' ? FUSED_OPS[activation] : undefined;
  if (ops === undefined) throw new EngineError(`${node.kernel} ends in the activation ${JSON.stringify(activation)}, which a graph model does not have.`);
  const { bias } = node.inputs;
  const channels = outputOf(node).shape.at(-1) ?? 1;
  return {
    input: [...input, bias === undefined ? builder.constant(new Float32Array(channels), [channels], 'float32') : builder.tensorOf(bias)],
    attr: { fused_ops: texts(['BiasAdd', ...ops]), num_args: whole(1), ...(typeof leakyreluAlpha === 'number' ? { leakyrelu_alpha: { f: leakyreluAlpha } } : {}) },
  };
}

function windowAttributes(node: GraphNode): Readonly<Record<string, Attribute>> {
  const window = windowOf(node);
  if (window === undefined) throw new EngineError(`${node.kernel} is no convolution.`);
  const { top, bottom, left, right } = window.padInfo;
  const explicit = Array.isArray(node.attributes.pad) || typeof node.attributes.pad === 'number';
  return {
    T: typeOf('float32'),
    strides: wholes([1, window.strideHeight, window.strideWidth, 1]),
    dilations: wholes([1, window.dilationHeight, window.dilationWidth, 1]),
    data_format: text('NHWC'),
    padding: text(explicit ? 'EXPLICIT' : namedPadding(node)),
    ...(explicit ? { explicit_paddings: wholes([0, 0, top, bottom, left, right, 0, 0]) } : {}),
  };
}

function namedPadding({ kernel, attributes: { pad } }: GraphNode): string {
  if (pad === 'same') return 'SAME';
  if (pad === 'valid') return 'VALID';
  throw new EngineError(`${kernel} has a padding in numbers, which a graph model cannot say.`);
}

function pooling(node: GraphNode, builder: GraphModelBuilder): Operation {
  const window = poolingWindow({ attrs: node.attributes }, inputOf(node, 'x').shape);
  return {
    op: node.kernel,
    input: read(node, builder, 'x'),
    attr: {
      ksize: wholes([1, window.filterHeight, window.filterWidth, 1]),
      strides: wholes([1, window.strideHeight, window.strideWidth, 1]),
      padding: text(namedPadding(node)),
      data_format: text('NHWC'),
    },
  };
}

function batchNormalization(node: GraphNode, builder: GraphModelBuilder): Operation {
  const channels = outputOf(node).shape.at(-1) ?? 1;
  const vector = (name: string, otherwise: number) => (node.inputs[name] === undefined
    ? builder.constant(new Float32Array(channels).fill(otherwise), [channels], 'float32')
    : builder.tensorOf(inputOf(node, name)));
  return {
    op: 'FusedBatchNormV3',
    input: [...read(node, builder, 'x'), vector('scale', 1), vector('offset', 0), ...read(node, builder, 'mean', 'variance')],
    attr: { epsilon: { f: numberOf(node.attributes, 'varianceEpsilon') }, is_training: { b: false }, data_format: text('NHWC') },
  };
}

function product(node: GraphNode, builder: GraphModelBuilder): Operation {
  const { transposeA, transposeB } = node.attributes;
  return { op: 'BatchMatMulV2', input: read(node, builder, 'a', 'b'), attr: { adj_x: { b: transposeA === true }, adj_y: { b: transposeB === true } } };
}

function resize(node: GraphNode, builder: GraphModelBuilder): Operation {
  const { alignCorners, halfPixelCenters } = node.attributes;
  return {
    op: node.kernel,
    input: [...read(node, builder, 'images'), builder.ints(numbersOf(node.attributes, 'size'))],
    attr: { align_corners: { b: alignCorners === true }, half_pixel_centers: { b: halfPixelCenters === true } },
  };
}

function reduction(node: GraphNode, builder: GraphModelBuilder): Operation {
  const axes = axesOf(node.attributes, inputOf(node, 'x').shape.length);
  return { op: node.kernel, input: [...read(node, builder, 'x'), builder.ints(axes)], attr: { keep_dims: { b: node.attributes.keepDims === true } } };
}

function argument(node: GraphNode, builder: GraphModelBuilder): Operation {
  const { axis } = node.attributes;
  const given = typeof axis === 'number' ? axis : numbersOf(node.attributes, 'axis')[0] ?? 0;
  return { op: node.kernel, input: [...read(node, builder, 'x'), builder.constant([positive(given, inputOf(node, 'x').shape.length)], [], 'int32')] };
}

function paddings(node: GraphNode, builder: GraphModelBuilder): string {
  const { paddings: pairs } = node.attributes;
  if (!Array.isArray(pairs)) throw new EngineError('A padding was recorded without its paddings.');
  const flat = pairs.flatMap((pair) => (Array.isArray(pair) ? pair.map(Number) : []));
  return builder.constant(flat, [pairs.length, 2], 'int32');
}

function pairOf(node: GraphNode, name: string): [number, number] {
  const value = node.attributes[name];
  if (typeof value === 'number') return [value, value];
  const [height = 1, width = height] = numbersOf(node.attributes, name);
  return [height, width];
}
