import * as tf from '@tensorflow/tfjs-core';
import { numberOf } from '../../kernels/arguments';
import { asFused, isConvolution, isLinear } from '../convolutions';
import { inputOf, sizeOf, type GraphNode, type Value } from '../graph';
import { rewrite, type Pass } from '../rewrite';

/** y = scale * x + shift, a number of each for every channel. */
interface Affine {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

/**
 * Moves batch normalisation, and factors and summands that are constant for a channel, into the convolution before them:
 * s (k * x + b) + t = (s k) * x + (s b + t).
 */
export const foldScales: Pass = (graph) => rewrite(graph, (node, { producerOf, readOnce }) => {
  for (const x of [node.inputs.x, node.inputs.a, node.inputs.b]) {
    const convolution = x && producerOf(x);
    if (x === undefined || convolution === undefined || !isConvolution(convolution) || !isLinear(convolution) || !readOnce(x)) continue;
    const affine = affineOf(node, x);
    if (affine !== undefined) return scaled(convolution, affine, node.outputs);
  }
  return undefined;
});

/** What a node does to each channel of `x`; undefined where it does anything else. */
function affineOf(node: GraphNode, x: Value): Affine | undefined {
  const channels = x.shape.at(-1) ?? 0;
  const each = (number: (channel: number) => number) => Float64Array.from({ length: channels }, (_, channel) => number(channel));
  if (node.kernel === tf.FusedBatchNorm) {
    const [mean, variance] = [perChannel(inputOf(node, 'mean'), channels), perChannel(inputOf(node, 'variance'), channels)];
    const [gamma, beta] = [node.inputs.scale ? perChannel(node.inputs.scale, channels) : () => 1, node.inputs.offset ? perChannel(node.inputs.offset, channels) : () => 0];
    if (!mean || !variance || !gamma || !beta) return undefined;
    const epsilon = numberOf(node.attributes, 'varianceEpsilon');
    const scale = each((channel) => gamma(channel) / Math.sqrt(variance(channel) + epsilon));
    return { scale, shift: each((channel) => beta(channel) - mean(channel) * (scale[channel] ?? 0)) };
  }
  const { a, b } = node.inputs;
  const other = a === x ? b : a;
  const number = other && perChannel(other, channels);
  if (number === undefined) return undefined;
  switch (node.kernel) {
    case tf.Multiply: return { scale: each(number), shift: each(() => 0) };
    case tf.Add: return { scale: each(() => 1), shift: each(number) };
    case tf.Sub: return a === x ? { scale: each(() => 1), shift: each((channel) => -number(channel)) } : { scale: each(() => -1), shift: each(number) };
    default: return undefined;
  }
}

/** A constant's number for each channel: one for all or one each, on the last axis. */
function perChannel({ shape, constant }: Value, channels: number): ((channel: number) => number) | undefined {
  const size = sizeOf(shape);
  if (constant === undefined || shape.length > 4 || (size !== 1 && (size !== channels || shape.at(-1) !== channels))) return undefined;
  return (channel) => constant.values[size === 1 ? 0 : channel] ?? 0;
}

function scaled(convolution: GraphNode, { scale, shift }: Affine, outputs: readonly Value[]): GraphNode | undefined {
  const filter = inputOf(convolution, 'filter');
  const bias = convolution.inputs.bias;
  if (filter.constant === undefined || (bias !== undefined && bias.constant === undefined)) return undefined;
  const channels = scale.length;
  // The output channel runs fastest, in a depthwise kernel [h, w, channels, multiplier] as well.
  const kernel = Float32Array.from(filter.constant.values, (weight, i) => weight * (scale[i % channels] ?? 0));
  const summand = Float32Array.from(shift, (t, channel) => (bias?.constant?.values[channel] ?? 0) * (scale[channel] ?? 0) + t);
  return {
    ...asFused(convolution),
    outputs,
    inputs: { ...convolution.inputs, filter: changed(filter, kernel), bias: changed(bias ?? { shape: [channels], dtype: 'float32' }, summand) },
  };
}

/** The parameter with other numbers. */
const changed = (parameter: Value, values: Float32Array): Value => ({ ...parameter, constant: { ...parameter.constant, values, changed: true } });
