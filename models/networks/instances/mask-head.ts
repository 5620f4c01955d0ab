import * as tf from '@tensorflow/tfjs-core';
import { multiLevelRoiAlign } from '../../kernels/roi-align/roi-align';
import { resizeBilinear2x } from '../../kernels/resize-bilinear-2x';
import { activate } from '../../layers/activation';
import { convolution } from '../../layers/convolution';
import { normal, zeros } from '../../layers/initializers';
import type { Scope } from '../../layers/scope';
import { PYRAMID_STRIDES } from '../detection/nano-det';

/** Cells along each side of a mask. */
export const MASK_SIDE = 28;

/** Features that a mask is made of: [n, h, w, channels] each. */
export interface MaskFeatures {
  /** Stride 4, where edges are. */
  readonly edges: tf.Tensor4D;
  /** Stride 8, which knows from the pyramid what things are. */
  readonly shapes: tf.Tensor4D;
  /** Strides 8 to 64, of which the level that fits a box knows where its thing ends. */
  readonly levels: readonly tf.Tensor4D[];
}

/** The trunk's features are small: so a fresh head begins with numbers near one. */
const SCALES = { edges: 6, shapes: 4, levels: 1.5 };

/** A cell of the pyramid looks at the pixel x times its stride. */
const POOLING = { samplingRatio: 2, halfPixel: false } as const;
/** As wide as two bins a cell can take in: a side of less than 96 pixels reads stride 8, less than 192 stride 16, and so on. */
const LEVEL_POOLING = { ...POOLING, strides: [...PYRAMID_STRIDES], outputSize: MASK_SIDE / 4, canonicalSize: 48, canonicalLevel: 3 };

/**
 * RoIAlign (He et al. 2017, section 3) of what a mask is made of. Shapes are always read at the finest stride of the pyramid,
 * for there large things keep their outline.
 * @returns edges [boxes, 28, 28, c], shapes [boxes, 14, 14, c], levels [boxes, 7, 7, c]
 */
export function maskRegions({ edges, shapes, levels }: MaskFeatures, boxes: tf.Tensor2D, pictures: tf.Tensor1D): [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D] {
  const places = tf.sub<tf.Tensor2D>(boxes, 0.5);
  return [
    multiLevelRoiAlign([edges], places, pictures, { ...POOLING, strides: [4], outputSize: MASK_SIDE }),
    multiLevelRoiAlign([shapes], places, pictures, { ...POOLING, strides: [8], outputSize: MASK_SIDE / 2 }),
    multiLevelRoiAlign(levels, places, pictures, LEVEL_POOLING),
  ];
}

export interface MaskHeadOptions {
  readonly classes: number;
  /** Channels at 14 x 14 and at 28 x 28 cells. */
  readonly channels: number;
  readonly edgeChannels: number;
}

/**
 * A small fully convolutional head (He et al. 2017, figure 4), one mask a box: the shape at 14 x 14 cells, then its edge at 28 x 28.
 * It is told the class, and where in its box a cell is, by a learned vector each that is added before the first layer, so
 * that one mask serves all classes, those with few examples too, and yet the rider is told from the horse.
 * @param regions see `maskRegions` @param categories int32 [boxes]
 * @returns [boxes, 28, 28], before the sigmoid
 */
export function maskHead([edges, shapes, levels]: readonly tf.Tensor4D[], categories: tf.Tensor1D, scope: Scope, { classes, channels, edgeChannels }: MaskHeadOptions): tf.Tensor3D {
  if (edges === undefined || shapes === undefined || levels === undefined) throw new RangeError('The mask head reads three kinds of regions.');
  const half = MASK_SIDE / 2;
  const mixed = (x: tf.Tensor4D, name: string, factor: number, filters: number) => convolution(tf.mul(x, factor), scope.at(name), filters, { kernelSize: 1 });
  const refined = (x: tf.Tensor4D, name: string) => convolution(x, scope.at(name), x.shape[3], { kernelSize: 3, activation: 'relu' });

  const what = tf.gather(scope.parameter('class', [classes, channels], zeros), categories); // [boxes, channels]
  const where = scope.parameter('place', [half, half, channels], zeros);
  const whole = tf.add(mixed(shapes, 'shapes', SCALES.shapes, channels), resizeBilinear2x(mixed(levels, 'levels', SCALES.levels, channels)));
  const told = tf.add<tf.Tensor4D>(tf.add(whole, where), tf.reshape(what, [-1, 1, 1, channels]));
  const shape = ['shape0', 'shape1', 'shape2'].reduce(refined, activate(told, 'relu'));

  const coarse = resizeBilinear2x(convolution(shape, scope.at('coarse'), edgeChannels, { kernelSize: 1 }));
  const edge = ['edge0', 'edge1'].reduce(refined, activate(tf.add<tf.Tensor4D>(coarse, mixed(edges, 'edges', SCALES.edges, edgeChannels)), 'relu'));
  const logits = convolution(edge, scope.at('logits'), 1, { kernelSize: 1, kernelInitializer: normal(0.01) });
  return tf.reshape(logits, [-1, MASK_SIDE, MASK_SIDE]);
}
