import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { trace } from '../../../models/graph/trace';
import { sizeOf, type Graph } from '../../../models/graph/graph';
import { basicBlock } from '../../../models/networks/backbones/shuffle-net-v2';
import { channelShuffle } from '../../../models/layers/channel-shuffle';
import { convolution, depthwiseConvolution } from '../../../models/layers/convolution';
import { normal } from '../../../models/layers/initializers';
import type { Scope } from '../../../models/layers/scope';
import { TrainableParameters, type NamedValues } from '../../../models/layers/trainable-parameters';
import { resizeBilinear2x } from '../../../models/kernels/resize-bilinear-2x';
import { Random } from '../../../models/tensor/random';

type Step = (x: tf.Tensor4D, scope: Scope) => tf.Tensor4D;

const vector = (scope: Scope, name: string, x: tf.Tensor4D): tf.Tensor1D => scope.parameter(name, [x.shape[3]], normal(1)) as tf.Tensor1D;
const kernel = (scope: Scope, shape: [number, number, number, number]): tf.Tensor4D => scope.parameter('kernel', shape, normal(0.5)) as tf.Tensor4D;

/** What the networks here do to a picture [1, h, w, c], c even, h and w at least 3: each its own way through the passes and the writers. */
export const STEPS: Readonly<Record<string, Step>> = {
  'fused convolution': (x, scope) => convolution(x, scope, 4, { kernelSize: 3, activation: 'leaky-relu', biasInitializer: normal(1) }),
  'strided convolution': (x, scope) => (x.shape[1] < 6 ? x : convolution(x, scope, 6, { kernelSize: 3, stride: 2, padding: 'symmetric', activation: 'relu6', biasInitializer: normal(1) })),
  'depthwise convolution': (x, scope) => depthwiseConvolution(x, scope, { kernelSize: 3, biasInitializer: normal(1) }),
  'bare convolution': (x, scope) => tf.conv2d(x, kernel(scope, [3, 1, x.shape[3], 4]), 1, 'same'),
  'bare depthwise convolution': (x, scope) => tf.depthwiseConv2d(x, kernel(scope, [3, 3, x.shape[3], 2]), 1, 'valid', 'NHWC'),
  'padding before a convolution': (x, scope) => tf.conv2d(tf.pad(x, [[0, 0], [2, 1], [0, 3], [0, 0]]), kernel(scope, [3, 3, x.shape[3], 2]), 2, 'same'),
  'padding of channels': (x) => tf.pad(x, [[0, 0], [0, 0], [1, 0], [1, 1]]),
  'pooling of a padded picture': (x) => tf.maxPool(tf.pad(x, [[0, 0], [1, 0], [1, 1], [0, 0]], -1e30), 3, 2, 'valid'),
  'pooling': (x) => tf.avgPool(x, 3, 1, 'same'),
  'batch normalisation': (x, scope) => tf.batchNorm(x, vector(scope, 'mean', x), tf.abs(vector(scope, 'variance', x)), vector(scope, 'beta', x), vector(scope, 'gamma', x), 1e-3),
  'normalisation of a constant': (x) => {
    const each = (number: (c: number) => number) => tf.tensor1d(Array.from({ length: x.shape[3] }, (_, c) => number(c)));
    return tf.batchNorm(x, each((c) => c / 3), each((c) => 1 + c), each((c) => 1 - c), each((c) => c - 1.5), 1e-3);
  },
  'scale': (x, scope) => tf.mul(x, vector(scope, 'scale', x)),
  'shift': (x, scope) => tf.sub(vector(scope, 'shift', x), x),
  'bias': (x, scope) => tf.add(x, vector(scope, 'bias', x)),
  'a number': (x) => tf.add(tf.mul(x, 0.5), tf.scalar(1)),
  'relu': (x) => tf.relu(x),
  'relu6': (x) => tf.relu6(x),
  'leaky relu': (x) => tf.leakyRelu(x, 0.2),
  'sigmoid': (x) => tf.sigmoid(x),
  'elu': (x) => tf.elu(x),
  'residual': (x, scope) => tf.add(x, tf.relu(convolution(x, scope, x.shape[3], { kernelSize: 1 }))),
  'channel shuffle': (x) => channelShuffle(x),
  'shuffle block': (x, scope) => basicBlock(convolution(x, scope.at('wider'), 20, { kernelSize: 1 }), scope, { activation: 'leaky-relu', batchNorm: false }),
  'halves exchanged': (x) => tf.concat(tf.split<tf.Tensor4D>(x, 2, 3).reverse(), 3),
  'rows exchanged': (x) => tf.concat([tf.slice(x, [0, 1, 0, 0], [1, -1, -1, -1]), tf.slice(x, [0, 0, 0, 0], [1, 1, -1, -1])], 1),
  'reshapes': (x) => tf.reshape(tf.reshape(tf.reshape(x, [-1]), [x.shape[3], -1]), x.shape),
  'an axis more and less': (x) => tf.squeeze(tf.relu(tf.expandDims(x, 1)), [1]),
  'transposes': (x) => tf.transpose(tf.transpose(x, [0, 2, 3, 1]), [0, 3, 1, 2]),
  'a turned picture': (x) => tf.transpose(x, [0, 2, 1, 3]),
  'identities': (x) => tf.cast(tf.clone(tf.slice(tf.tile(x, [1, 1, 1, 1]), [0, 0, 0, 0], x.shape)), 'float32'),
  'upsampling': (x) => (x.shape[1] > 8 ? x : resizeBilinear2x(x)),
  'a sum with repeated cells': (x) => (x.shape[1] > 8 ? x : tf.relu(tf.add(resizeBilinear2x(x), tf.image.resizeNearestNeighbor(x, [2 * x.shape[1], 2 * x.shape[2]])))),
  'a mean over the picture': (x) => tf.mul(x, tf.mean(x, [1, 2], true)),
  'softmax': (x) => tf.softmax(x),
  'constant arithmetic': (x) => tf.add(x, tf.reshape(tf.sub(tf.range(0, x.shape[3]), 1), [1, 1, x.shape[3]])),
};

/** Some of the steps above, one after the other. */
export const arbitrarySteps: fc.Arbitrary<readonly string[]> = fc.array(fc.constantFrom(...Object.keys(STEPS)), { minLength: 1, maxLength: 6 });

export const INPUT_SHAPE = [1, 7, 6, 4] as const;

/** A step is left out where those before it have made the picture too small for it: wasm reads beyond an empty one. */
export const networkOf = (steps: readonly string[]) => (input: tf.Tensor4D, scope: Scope): tf.Tensor4D =>
  steps.reduce((x, name, index) => (Math.min(x.shape[1], x.shape[2]) < 3 ? x : STEPS[name]?.(x, scope.at(`step${index}`)) ?? x), input);

export interface Traced {
  readonly graph: Graph;
  readonly input: tf.Tensor4D;
  /** What the network gives without a graph. */
  readonly expected: Float32Array;
  readonly shape: readonly number[];
}

/** A network with random parameters, recorded and run on the current engine. */
export async function traced(steps: readonly string[], seed: number): Promise<Traced> {
  const random = new Random(seed);
  const network = networkOf(steps);
  const parameters = new TrainableParameters({ random });
  const input = tf.tensor4d(Float32Array.from({ length: sizeOf(INPUT_SHAPE) }, () => random.normal()), [...INPUT_SHAPE]);
  const output = tf.tidy(() => network(input, parameters.scope(false)));
  const values: NamedValues = await parameters.values();
  const expected = await output.data<'float32'>();
  parameters.dispose();
  output.dispose();
  return { graph: trace(network, INPUT_SHAPE, values), input, expected, shape: output.shape };
}
