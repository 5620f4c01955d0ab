import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../../../errors';
import { numberOf, numbersOf } from '../../../kernels/arguments';
import { convolutionWindow, poolingWindow, type Window } from '../../../kernels/convolution-window';
import { isDepthwise, windowOf } from '../../convolutions';
import { inputOf, outputOf, type GraphNode } from '../../graph';
import { dimsOf, resized, type Lowering } from '../lowering';
import { activated } from './elementwise';
import type { Rule, Rules } from './rule';

/** Convolutions, pooling, resizing: what works on neighbours in a picture, always with the channels first. */

const convolution: Rule = (node, lowering) => {
  const window = windowOf(node);
  if (window === undefined) throw new EngineError(`${node.kernel} is no convolution.`);
  const { builder } = lowering;
  const x = lowering.channelsFirst(inputOf(node, 'x'));
  const filter = inputOf(node, 'filter');
  const [rows = 1, columns = 1, inputs = 1, outputs = 1] = filter.shape;
  // [h, w, in, out] → [out, in, h, w], and [h, w, channels, multiplier] → [channels × multiplier, 1, h, w].
  const weights = isDepthwise(node) ? lowering.permuted(filter, [2, 3, 0, 1], [inputs * outputs, 1, rows, columns]) : lowering.permuted(filter, [3, 2, 0, 1]);
  const bias = node.inputs.bias;
  const convolved = builder.add('Conv', [x.name, weights, ...(bias === undefined ? [] : [lowering.plain(bias)])], {
    ...windowAttributes(window),
    dilations: [window.dilationHeight, window.dilationWidth],
    group: isDepthwise(node) ? inputs : 1,
  });
  setPicture(node, lowering, activated(builder, convolved, node));
};

/** The gradient of a convolution with respect to its input, which is a transposed convolution. */
const transposedConvolution: Rule = (node, lowering) => {
  const filter = inputOf(node, 'filter');
  const dy = inputOf(node, 'dy');
  const window = convolutionWindow({ attrs: node.attributes }, outputOf(node).shape, filter.shape, false);
  const { top, bottom, left, right } = window.padInfo;
  const reached = (size: number, stride: number, kernel: number, pads: number) => (size - 1) * stride + kernel - pads;
  const name = lowering.builder.add('ConvTranspose', [lowering.channelsFirst(dy).name, lowering.permuted(filter, [3, 2, 0, 1])], {
    ...windowAttributes(window),
    output_padding: [
      window.inHeight - reached(window.outHeight, window.strideHeight, window.filterHeight, top + bottom),
      window.inWidth - reached(window.outWidth, window.strideWidth, window.filterWidth, left + right),
    ],
  });
  setPicture(node, lowering, name);
};

const pooling = (type: 'MaxPool' | 'AveragePool'): Rule => (node, lowering) => {
  const x = inputOf(node, 'x');
  setPicture(node, lowering, lowering.builder.add(type, [lowering.channelsFirst(x).name], windowAttributes(poolingWindow({ attrs: node.attributes }, x.shape))));
};

const windowAttributes = ({ filterHeight, filterWidth, strideHeight, strideWidth, padInfo: { top, left, bottom, right } }: Window) => ({
  kernel_shape: [filterHeight, filterWidth],
  strides: [strideHeight, strideWidth],
  pads: [top, left, bottom, right],
});

const resize = (mode: 'linear' | 'nearest'): Rule => (node, lowering) => {
  const { builder } = lowering;
  const form = lowering.channelsFirst(inputOf(node, 'images'));
  const [height = 1, width = 1] = numbersOf(node.attributes, 'size');
  const corners = node.attributes.alignCorners === true ? 'align_corners' : node.attributes.halfPixelCenters === true ? 'half_pixel' : 'asymmetric';
  const name = builder.add('Resize', [form.name, '', '', builder.ints([form.spatial[0], ...form.channels, height, width])], {
    mode,
    coordinate_transformation_mode: corners,
    ...(mode === 'nearest' ? { nearest_mode: corners === 'asymmetric' ? 'floor' : 'round_prefer_ceil' } : {}),
  });
  setPicture(node, lowering, name);
};

const batchNormalization: Rule = (node, lowering) => {
  const { builder } = lowering;
  const x = inputOf(node, 'x');
  const form = lowering.channelsFirst(x);
  const channels = x.shape.at(-1) ?? 1;
  const { scale, offset } = node.inputs;
  const vector = (value: typeof scale, otherwise: number) => (value === undefined ? builder.floats(new Float32Array(channels).fill(otherwise)) : lowering.plain(value));
  const name = builder.add(
    'BatchNormalization',
    [form.name, vector(scale, 1), vector(offset, 0), lowering.plain(inputOf(node, 'mean')), lowering.plain(inputOf(node, 'variance'))],
    { epsilon: { float: numberOf(node.attributes, 'varianceEpsilon') } },
  );
  setPicture(node, lowering, name);
};

const depthToSpace: Rule = (node, lowering) => {
  const form = lowering.channelsFirst(inputOf(node, 'x'));
  setPicture(node, lowering, lowering.builder.add('DepthToSpace', [form.name], { blocksize: numberOf(node.attributes, 'blockSize'), mode: 'DCR' }));
};

export const windowRules: Rules = {
  [tf.Conv2D]: convolution,
  [tf.FusedConv2D]: convolution,
  [tf.DepthwiseConv2dNative]: convolution,
  [tf.FusedDepthwiseConv2D]: convolution,
  [tf.Conv2DBackpropInput]: transposedConvolution,
  [tf.MaxPool]: pooling('MaxPool'),
  [tf.AvgPool]: pooling('AveragePool'),
  [tf.ResizeBilinear]: resize('linear'),
  [tf.ResizeNearestNeighbor]: resize('nearest'),
  [tf.FusedBatchNorm]: batchNormalization,
  [tf.DepthToSpace]: depthToSpace,
};

/** `name` is the node's output [n, h, w, c] with its channels first. */
function setPicture(node: GraphNode, lowering: Lowering, name: string): void {
  const output = outputOf(node);
  const [n = 1, h = 1, w = 1, c = 1] = output.shape;
  lowering.setChannelsFirst(output, resized(name, dimsOf({ name, spatial: [n, h, w], channels: [c] })));
}
