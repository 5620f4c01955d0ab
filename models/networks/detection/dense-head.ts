import * as tf from '@tensorflow/tfjs-core';
import { convolution, depthwiseConvolution } from '../../layers/convolution';
import { constant, normal } from '../../layers/initializers';
import type { Scope } from '../../layers/scope';

/** Bins of the distribution over one side's distance, 0 to 7 strides (Li et al. 2020, generalised focal loss, eq. 5). */
export const DISTANCE_BINS = 8;

/** A rare-object prior of 1 % (Lin et al. 2017, focal loss, section 4.1) keeps the first steps calm. */
export const RARE_OBJECT_BIAS = -Math.log(99);

/** Two separable 5x5 layers a level, of its own weights: the features that all heads read. */
export function headTowers(features: readonly tf.Tensor4D[], strides: readonly number[], scope: Scope): tf.Tensor4D[] {
  return features.map((level, index) => {
    const place = scope.at(`stride${strides[index]}`);
    return ['tower0', 'tower1'].reduce((x, name) => {
      const tower = place.at(name);
      const spread = depthwiseConvolution(x, tower.at('depthwise'), { kernelSize: 5, activation: 'leaky-relu' });
      return convolution(spread, tower.at('pointwise'), x.shape[3], { kernelSize: 1, activation: 'leaky-relu' });
    }, level);
  });
}

export interface DensePredictions {
  /** [n, cells, classes], before the sigmoid; cells level by level, row by row. */
  readonly logits: tf.Tensor3D;
  /** [n, cells, 4 × bins], before the softmax; left, top, right, bottom. */
  readonly distances: tf.Tensor3D;
}

/** Classes and box distributions of every cell from the towers' features. */
export function denseHead(towers: readonly tf.Tensor4D[], strides: readonly number[], classes: number, scope: Scope): DensePredictions {
  const outputs = towers.map((tower, index) => {
    const raw = convolution(tower, scope.at(`stride${strides[index]}`).at('gfl_cls'), classes + 4 * DISTANCE_BINS, {
      kernelSize: 1,
      kernelInitializer: normal(0.01),
      biasInitializer: constant(RARE_OBJECT_BIAS),
    });
    const [n, h, w, channels] = raw.shape;
    return tf.reshape<tf.Rank.R3>(raw, [n, h * w, channels]);
  });
  const all = tf.concat(outputs, 1);
  const [logits, distances] = tf.split(all, [classes, 4 * DISTANCE_BINS], 2) as [tf.Tensor3D, tf.Tensor3D];
  return { logits, distances };
}

/** The point each cell stands for, x then y in input pixels: [cells, 2]. NanoDet has no half cell of offset. */
export function cellCentres(shapes: readonly (readonly [number, number])[], strides: readonly number[]): Float32Array {
  const points: number[] = [];
  shapes.forEach(([height, width], level) => {
    const stride = strides[level] ?? 1;
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) points.push(x * stride, y * stride);
  });
  return Float32Array.from(points);
}

/** Pixels a bin of each cell's distances: [cells]. */
export function cellStrides(shapes: readonly (readonly [number, number])[], strides: readonly number[]): Float32Array {
  return Float32Array.from(shapes.flatMap(([height, width], level) => new Array<number>(height * width).fill(strides[level] ?? 1)));
}
