import * as tf from '@tensorflow/tfjs-core';
import { pictureOf, tensorOf, type KernelArguments } from '../arguments';
import { ADAPTIVE, mostSamples, planFromAttributes, type RoiAlignPlan } from './plan';

/**
 * RoIAlign as matrix products: bilinear sampling treats rows and columns apart, so a region is R · map · Cᵀ, where R and C say
 * how much of each row and column a cell takes. For engines whose own operations cannot change the samples from region to
 * region. What reads from another level has weights of 0.
 */
export function roiAlignByProducts(args: KernelArguments): tf.Tensor {
  const plan = planFromAttributes(args.attrs);
  const { outputSize: cells } = plan;
  return tf.tidy(() => tf.addN(plan.shapes.map(([batch, height, width, channels], level) => {
    const { rows, columns, regions } = weightsOf(args, plan, level);
    const map = tf.reshape(pictureOf(args, `level${level}`), [batch * height, width * channels]);
    const cut = tf.reshape(tf.matMul(rows, map), [regions, cells, width, channels]);
    const acrossRows = tf.reshape(tf.transpose(cut, [0, 2, 1, 3]), [regions, width, cells * channels]);
    return tf.transpose(tf.reshape(tf.matMul(columns, acrossRows), [regions, cells, cells, channels]), [0, 2, 1, 3]);
  })));
}

/** The gradients of the maps: the same products the other way. */
export function roiAlignGradientByProducts(args: KernelArguments): tf.Tensor[] {
  const plan = planFromAttributes(args.attrs);
  const { outputSize: cells } = plan;
  return tf.tidy(() => plan.shapes.map((shape, level) => {
    const [, , width, channels] = shape;
    const { rows, columns, regions } = weightsOf(args, plan, level);
    const dy = tf.reshape(tf.transpose(tensorOf(args, 'dy'), [0, 2, 1, 3]), [regions, cells, cells * channels]);
    const acrossRows = tf.reshape(tf.matMul(columns, dy, true), [regions, width, cells, channels]);
    const cut = tf.reshape(tf.transpose(acrossRows, [0, 2, 1, 3]), [regions * cells, width * channels]);
    return tf.reshape(tf.matMul(rows, cut, true), shape);
  }));
}

/** Of one level: rows [regions × cells, batch × height] and columns [regions, cells, width]. */
function weightsOf(args: KernelArguments, plan: RoiAlignPlan, level: number) {
  const [batch, height, width] = plan.shapes[level] ?? [0, 0, 0];
  const boxes = tensorOf(args, 'boxes');
  const regions = boxes.shape[0] ?? 0;
  const column = (at: number) => tf.reshape(tf.slice(boxes, [0, at], [-1, 1]), [regions, 1, 1]);
  const [y1, x1, y2, x2] = [column(0), column(1), column(2), column(3)];
  const stride = plan.strides[level] ?? 1;
  // 1 for the region's own picture; for none of them where there is no such picture.
  const picture = tf.reshape(tf.cast(tensorOf(args, 'batchIndices'), 'float32'), [regions, 1, 1]);
  const ofPicture = tf.relu(tf.sub(1, tf.abs(tf.sub(picture, tf.reshape(tf.range(0, batch), [1, 1, batch])))));
  const own = tf.mul(ofPicture, isOnLevel(tf.mul(tf.relu(tf.sub(y2, y1)), tf.relu(tf.sub(x2, x1))), plan.levelAreas, level));
  const inPicture = axisWeights(y1, y2, stride, height, plan);
  const rows = tf.mul(tf.reshape(own, [regions, 1, batch, 1]), tf.reshape(inPicture, [regions, plan.outputSize, 1, height]));
  return { regions, rows: tf.reshape<tf.Rank.R2>(rows, [regions * plan.outputSize, batch * height]), columns: axisWeights(x1, x2, stride, width, plan) };
}

/** 1 where areas belong to a level, 0 where not. */
function isOnLevel(areas: tf.Tensor, levelAreas: readonly number[], level: number): tf.Tensor {
  const reaches = (least: number | undefined, otherwise: 0 | 1) =>
    (least === undefined ? tf.scalar(otherwise) : tf.cast(tf.greaterEqual(areas, tf.scalar(least)), 'float32'));
  return tf.sub(reaches(levelAreas[level - 1], 1), reaches(levelAreas[level], 0));
}

/** How much each cell takes of each pixel along an axis: [regions, cells, size]. @param from, to [regions, 1, 1] in input pixels */
function axisWeights(from: tf.Tensor, to: tf.Tensor, stride: number, size: number, plan: RoiAlignPlan): tf.Tensor3D {
  const { outputSize: cells, samplingRatio, halfPixel } = plan;
  const most = mostSamples(plan, size);
  const start = tf.sub(tf.div(from, stride), halfPixel ? 0.5 : 0);
  const inside = tf.div(tf.sub(to, from), stride);
  const length = halfPixel ? inside : tf.maximum(inside, tf.scalar(1));
  const count = samplingRatio === ADAPTIVE ? tf.clipByValue(tf.ceil(tf.div(length, cells)), 1, most) : tf.fill([1, 1, 1], samplingRatio);
  const cell = tf.reshape(tf.range(0, cells), [1, cells, 1]);
  const sample = tf.reshape(tf.range(0, most), [1, 1, most]);
  const inCells = tf.add(cell, tf.div(tf.add(sample, 0.5), count)); // [regions, cells, most]
  const position = tf.add(start, tf.mul(inCells, tf.div(length, cells)));
  const onMap = tf.cast(tf.logicalAnd(tf.greaterEqual(position, tf.scalar(-1)), tf.lessEqual(position, tf.scalar(size))), 'float32');
  const share = tf.mul(onMap, tf.div(tf.clipByValue(tf.sub(count, sample), 0, 1), count));
  const apart = tf.abs(tf.sub(tf.expandDims(tf.clipByValue(position, 0, size - 1), 3), tf.reshape(tf.range(0, size), [1, 1, 1, size])));
  return tf.sum(tf.mul(tf.relu(tf.sub(1, apart)), tf.expandDims(share, 3)), 2);
}
