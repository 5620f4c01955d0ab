import * as tf from '@tensorflow/tfjs-core';
import { cornersAt, fromCorners, iou } from '../../models/geometry/box';
import { nonMaxSuppression } from '../../models/kernels/nms/nms';
import { multiLevelRoiAlign } from '../../models/kernels/roi-align/roi-align';
import { Random } from '../../models/tensor/random';
import { compare, type Comparison } from './compare';

const STRIDE = 8;
const MAP = 40;
const CHANNELS = 128;
const REGIONS = 100;
const BINS = 7;
const SAMPLES = 2;
const CANDIDATES = 600;
const KEPT = 100;
const IOU = 0.7;

/** RoIAlign of the detector's size, ours against its composition of two matrix products a region. */
export async function benchRoiAlign(): Promise<Comparison[]> {
  const random = new Random(1);
  const features = tf.tensor4d(Float32Array.from({ length: MAP * MAP * CHANNELS }, () => random.normal()), [1, MAP, MAP, CHANNELS]);
  const corners = randomBoxes(REGIONS, random);
  const boxes = tf.tensor2d(corners, [REGIONS, 4]);
  const pictures = tf.zeros<tf.Rank.R1>([REGIONS], 'int32');
  const result = await compare([
    { name: 'fovea', run: () => readAndDispose(() => multiLevelRoiAlign([features], boxes, pictures, { strides: [STRIDE], outputSize: BINS, samplingRatio: SAMPLES })) },
    { name: 'two matrix products', run: () => readAndDispose(() => matrixRoiAlign(features, boxes)) },
  ]);
  tf.dispose([features, boxes, pictures]);
  return result;
}

/** Suppression of the detector's proposals, ours against a plain loop over what was read back. */
export async function benchNms(): Promise<Comparison[]> {
  const random = new Random(2);
  const boxes = tf.tensor2d(randomBoxes(CANDIDATES, random), [CANDIDATES, 4]);
  const scores = tf.tensor1d(Float32Array.from({ length: CANDIDATES }, () => random.next()));
  const result = await compare([
    { name: 'fovea', run: () => readAndDispose(() => nonMaxSuppression(boxes, scores, { iouThreshold: IOU, scoreThreshold: 0, maxOutputs: KEPT })) },
    { name: 'read back, plain loop', run: () => readBackNms(boxes, scores) },
    { name: 'tf.image, read back', run: async () => {
      const kept = await tf.image.nonMaxSuppressionAsync(boxes, scores, KEPT, IOU, 0);
      await kept.data();
      kept.dispose();
    } },
  ]);
  tf.dispose([boxes, scores]);
  return result;
}

function randomBoxes(count: number, random: Random): Float32Array {
  const corners = new Float32Array(count * 4);
  for (let row = 0; row < count; row++) {
    const [y, x] = [random.next() * 240, random.next() * 240];
    corners.set([y, x, y + 16 + random.next() * 64, x + 16 + random.next() * 64], row * 4);
  }
  return corners;
}

async function readAndDispose(make: () => tf.Tensor): Promise<void> {
  const output = tf.tidy(make);
  await output.data();
  output.dispose();
}

/** The same sampling as bilinear weights along y and along x: [n, 14, 40] × [40, 40 × 128], then [n, 14, 40] × [40, 128] a row, then the mean of 2 × 2. */
function matrixRoiAlign(features: tf.Tensor4D, boxes: tf.Tensor2D): tf.Tensor {
  const points = BINS * SAMPLES;
  const weights = (from: number, to: number): tf.Tensor3D => {
    const start = tf.sub(tf.div(tf.slice(boxes, [0, from], [-1, 1]), STRIDE), 0.5);
    const size = tf.div(tf.sub(tf.slice(boxes, [0, to], [-1, 1]), tf.slice(boxes, [0, from], [-1, 1])), STRIDE * points);
    const at = tf.clipByValue(tf.add(start, tf.mul(tf.add(tf.range(0, points), 0.5), size)), 0, MAP - 1); // [n, points]
    return tf.relu<tf.Tensor3D>(tf.sub(1, tf.abs(tf.sub(tf.expandDims(at, 2), tf.range(0, MAP))))); // [n, points, map]
  };
  const map = tf.reshape<tf.Rank.R2>(features, [MAP, MAP * CHANNELS]);
  const rows = tf.reshape(tf.matMul(tf.reshape<tf.Rank.R2>(weights(0, 2), [REGIONS * points, MAP]), map), [REGIONS * points, MAP, CHANNELS]);
  const columns = tf.reshape(tf.tile(tf.expandDims(weights(1, 3), 1), [1, points, 1, 1]), [REGIONS * points, points, MAP]);
  return tf.avgPool(tf.reshape<tf.Rank.R4>(tf.matMul(columns, rows), [REGIONS, points, points, CHANNELS]), SAMPLES, SAMPLES, 'valid');
}

async function readBackNms(boxes: tf.Tensor2D, scores: tf.Tensor1D): Promise<void> {
  const [corners, values] = await Promise.all([boxes.data<'float32'>(), scores.data<'float32'>()]);
  const order = [...values.keys()].sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
  const kept: number[] = [];
  for (const index of order) {
    if (kept.length === KEPT) break;
    const box = fromCorners(cornersAt(corners, index));
    if (kept.every((other) => iou(fromCorners(cornersAt(corners, other)), box) <= IOU)) kept.push(index);
  }
}
