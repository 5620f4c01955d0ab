import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../../errors';
import { pictureOf, tensorOf, type KernelArguments } from '../arguments';
import { ADAPTIVE, planFromAttributes, type RoiAlignPlan } from './plan';
import { roiAlignByProducts } from './products';

/** Sample positions of every region along one axis: the two pixels that each reads, and their weights; all [regions, samples]. */
interface Samples {
  readonly low: tf.Tensor;
  readonly high: tf.Tensor;
  readonly lowWeight: tf.Tensor;
  readonly highWeight: tf.Tensor;
}

/**
 * RoIAlign put together from operations that every engine has: all levels become one list of pixels, from which each sample
 * gathers its four. For WebGL, where it beats a read-back; elsewhere a loop or a shader is several times faster.
 */
export function roiAlignComposed(args: KernelArguments): tf.Tensor {
  const plan = planFromAttributes(args.attrs);
  if (plan.samplingRatio === ADAPTIVE || !plan.halfPixel) return roiAlignByProducts(args);
  const { shapes, strides, outputSize, samplingRatio } = plan;
  const side = outputSize * samplingRatio;
  const channels = shapes[0]?.[3] ?? 0;
  const batch = shapes[0]?.[0] ?? 0;
  return tf.tidy(() => {
    const boxes = tensorOf(args, 'boxes');
    const regions = boxes.shape[0] ?? 0;
    const pixels = tf.concat(shapes.map(([pictures, height, width], i) => tf.reshape(pictureOf(args, `level${i}`), [pictures * height * width, channels])), 0);
    const [y1, x1, y2, x2] = columnsOf(boxes);
    const level = levelsOf(tf.relu(tf.sub(y2, y1)), tf.relu(tf.sub(x2, x1)), plan);
    const ofLevel = (values: readonly number[]): tf.Tensor => tf.gather(tf.tensor2d([...values], [values.length, 1]), level); // [regions, 1]
    const stride = ofLevel(strides);
    const height = ofLevel(shapes.map((shape) => shape[1]));
    const width = ofLevel(shapes.map((shape) => shape[2]));
    const rows = samplesOf(y1, y2, stride, height, side);
    const columns = samplesOf(x1, x2, stride, width, side);

    const picture = tf.reshape(tf.cast(tensorOf(args, 'batchIndices'), 'float32'), [regions, 1]);
    const known = tf.cast(tf.logicalAnd(tf.greaterEqual(picture, 0), tf.less(picture, batch)), 'float32');
    const firstPixel = tf.add(ofLevel(firstPixels(plan)), tf.mul(tf.mul(tf.clipByValue(picture, 0, batch - 1), height), width));
    const along = (x: tf.Tensor, axis: 1 | 2): tf.Tensor => tf.expandDims(x, 3 - axis); // [regions, samples, 1] or [regions, 1, samples]
    const read = (y: tf.Tensor, yWeight: tf.Tensor, x: tf.Tensor, xWeight: tf.Tensor): tf.Tensor => {
      const index = tf.add(along(tf.add(firstPixel, tf.mul(y, width)), 1), along(x, 2));
      const values = tf.gather(pixels, tf.cast(tf.reshape(index, [regions * side * side]), 'int32'));
      return tf.mul(values, tf.reshape(tf.mul(along(tf.mul(yWeight, known), 1), along(xWeight, 2)), [regions * side * side, 1]));
    };
    const samples = tf.addN([
      read(rows.low, rows.lowWeight, columns.low, columns.lowWeight),
      read(rows.low, rows.lowWeight, columns.high, columns.highWeight),
      read(rows.high, rows.highWeight, columns.low, columns.lowWeight),
      read(rows.high, rows.highWeight, columns.high, columns.highWeight),
    ]);
    return tf.avgPool(tf.reshape<tf.Rank.R4>(samples, [regions, side, side, channels]), samplingRatio, samplingRatio, 'valid');
  });
}

export function noGradientOnWebGl(): never {
  throw new EngineError('RoIAlign has no gradient on the engine "webgl"; train on tensorflow, webgpu, wasm or cpu.');
}

function samplesOf(from: tf.Tensor, to: tf.Tensor, stride: tf.Tensor, size: tf.Tensor, count: number): Samples {
  const start = tf.sub(tf.div(from, stride), 0.5);
  const step = tf.div(tf.sub(to, from), tf.mul(stride, count));
  const position = tf.add(start, tf.mul(tf.add(tf.range(0, count), 0.5), step)); // [regions, count]
  const onMap = tf.cast(tf.logicalAnd(tf.greaterEqual(position, -1), tf.lessEqual(position, size)), 'float32');
  const last = tf.sub(size, 1);
  const clamped = tf.minimum(tf.relu(position), last);
  const low = tf.floor(clamped);
  const share = tf.sub(clamped, low);
  return { low, high: tf.minimum(tf.add(low, 1), last), lowWeight: tf.mul(onMap, tf.sub(1, share)), highWeight: tf.mul(onMap, share) };
}

/** [regions] int32, which level a region reads from. */
function levelsOf(heights: tf.Tensor, widths: tf.Tensor, { levelAreas }: RoiAlignPlan): tf.Tensor1D {
  const areas = tf.mul(heights, widths);
  const above = levelAreas.map((least) => tf.cast(tf.greaterEqual(areas, least), 'float32'));
  return tf.cast(tf.reshape(above.length === 0 ? tf.zerosLike(areas) : tf.addN(above), [areas.size]), 'int32');
}

/** Where each level begins in the list of all pixels. */
function firstPixels({ shapes }: RoiAlignPlan): number[] {
  let first = 0;
  return shapes.map(([batch, height, width]) => {
    const start = first;
    first += batch * height * width;
    return start;
  });
}

function columnsOf(boxes: tf.Tensor): [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor] {
  const column = (at: number): tf.Tensor => tf.slice(boxes, [0, at], [-1, 1]);
  return [column(0), column(1), column(2), column(3)];
}
