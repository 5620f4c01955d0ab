import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import { loadModel } from '../../../../models/artifact/load';
import { exportedGraph } from '../../../../models/graph/exported-graph';
import { sizeOf } from '../../../../models/graph/graph';
import { encodeModel, type OnnxModel } from '../../../../models/graph/onnx/model';
import { onnxModel } from '../../../../models/graph/onnx/model-to-onnx';
import { graphToOnnx } from '../../../../models/graph/onnx/to-onnx';
import { optimize } from '../../../../models/graph/passes/optimize';
import { trace } from '../../../../models/graph/trace';
import { nonMaxSuppression } from '../../../../models/kernels/nms/nms';
import { multiLevelRoiAlign } from '../../../../models/kernels/roi-align/roi-align';
import { Random } from '../../../../models/tensor/random';
import { findModel } from '../../../../training/export/model-files';
import { tinyCard } from '../../artifact/tiny-card';
import { INPUT_SHAPE, STEPS, traced } from '../random-network';
import { shippedNames } from '../shipped';

/** What onnx's own checker sees of our writer, see make-onnx-check.py. */
export interface CheckedModel {
  readonly model: OnnxModel;
  /** A picture [1, h, w, c] and what the model makes of it; without them its form alone is checked. */
  readonly run?: { readonly input: tf.Tensor4D; readonly expected: Float32Array };
}

const [, height, width] = INPUT_SHAPE;

/** The boxes that the picture's first numbers are: y1 x1, and sides of 1 and more. */
function boxesOf(picture: tf.Tensor4D): tf.Tensor2D {
  const [corner, sides] = tf.split<tf.Tensor2D>(tf.reshape<tf.Rank.R2>(tf.abs(picture), [height * width, 4]), 2, 1);
  return corner && sides ? tf.concat([corner, tf.add<tf.Tensor2D>(tf.add(corner, sides), 1)], 1) : tf.zeros([0, 4]);
}

const KERNELS: Readonly<Record<string, (picture: tf.Tensor4D) => tf.Tensor>> = {
  'suppression': (picture) => {
    const boxes = boxesOf(picture);
    return tf.cast(nonMaxSuppression(boxes, tf.reshape<tf.Rank.R1>(tf.slice(boxes, [0, 0], [-1, 1]), [-1]), { iouThreshold: 0.4, scoreThreshold: 0.3, maxOutputs: 50 }), 'float32');
  },
  'regions': (picture) => regionsOf(picture, picture, tf.zeros([height * width], 'int32')),
  'regions of two pictures': (picture) =>
    regionsOf(picture, tf.concat([picture, tf.mul(picture, 2)], 0), tf.tensor1d(Array.from({ length: height * width }, (_, region) => region % 2), 'int32')),
};

const regionsOf = (boxes: tf.Tensor4D, pictures: tf.Tensor4D, indices: tf.Tensor1D): tf.Tensor4D =>
  multiLevelRoiAlign([tf.tile(pictures, [1, 2, 2, 1]), pictures], boxesOf(boxes), indices, { strides: [1, 2], outputSize: 2, samplingRatio: 2, canonicalSize: 2, canonicalLevel: 1 });

/** Every way through the writer, by name: each step by itself and optimised, our kernels, and all of the shipped models with weights of 0. */
export const CHECKED: Readonly<Record<string, () => Promise<CheckedModel>>> = Object.fromEntries([
  ...Object.keys(STEPS).flatMap((step) => [
    [step, async () => { const { graph, ...run } = await traced([step], 1); return { model: graphToOnnx(graph), run }; }] as const,
    [`fused convolution, ${step}, optimised`, async () => { const { graph, ...run } = await traced(['fused convolution', step], 1); return { model: graphToOnnx(optimize(graph)), run }; }] as const,
  ]),
  ...Object.entries(KERNELS).map(([name, network]) => [name, async () => {
    const random = new Random(1);
    const input = tf.tensor4d(Float32Array.from({ length: sizeOf(INPUT_SHAPE) }, () => random.normal()), [...INPUT_SHAPE]);
    const output = tf.tidy(() => network(input));
    return { model: graphToOnnx(trace(network, INPUT_SHAPE, new Map())), run: { input, expected: await output.data<'float32'>() } };
  }] as const),
  ...shippedNames.map((name) => [`the model ${name}`, async () => {
    const { card: { network, task, categories }, values } = await loadModel(await findModel(name));
    const zeroed = new Map([...values].map(([parameter, { shape, values: { length } }]) => [parameter, { shape, values: new Float32Array(length) }]));
    const card = tinyCard({ network, task, categories, input: { ...tinyCard().input, width: 64, height: 64 } });
    return { model: onnxModel(card, await exportedGraph(card, zeroed)) };
  }] as const),
]);

/** Of all bytes but those that say which version of Fovea wrote them. */
export const hashOf = ({ model }: CheckedModel): string => createHash('sha256').update(encodeModel({ ...model, producerVersion: '' })).digest('hex');
