import * as tf from '@tensorflow/tfjs-core';
import { checkTensor } from '../../tensor/shape';

/**
 * Doubles height and width bilinearly with half-pixel centres, as PyTorch's `interpolate(scale_factor=2, align_corners=False)`.
 * The gradient is our own, for tfjs's is silently wrong with half-pixel centres.
 * @param x [batch, height, width, channels]
 * @returns [batch, 2 height, 2 width, channels]; the caller disposes it (or a tidy does)
 */
export function resizeBilinear2x(x: tf.Tensor4D): tf.Tensor4D {
  checkTensor('The picture to double', x, ['batch', 'height', 'width', 'channels']);
  const [, height, width, channels] = x.shape;
  return tf.customGrad<tf.Tensor4D>(() => ({
    value: tf.image.resizeBilinear(x, [2 * height, 2 * width], false, true),
    gradFunc: (dy) => gradient(dy, channels),
  }))(x);
}

/**
 * Along an axis, pixel i is read by the outputs 2i - 1 … 2i + 2 with these weights. At the border the missing neighbour was
 * the border itself, so the outputs beyond are the outermost ones once more. Together: pad by a copy of the border, then a
 * depthwise convolution with stride 2, which every engine has and does fast.
 */
const weights = [0.25, 0.75, 0.75, 0.25];

function gradient(dy: tf.Tensor4D, channels: number): tf.Tensor4D {
  const square = tf.tensor4d(weights.flatMap((row) => weights.map((column) => row * column)), [4, 4, 1, 1]);
  const padded = tf.mirrorPad(dy, [[0, 0], [1, 1], [1, 1], [0, 0]], 'symmetric');
  return tf.depthwiseConv2d(padded, tf.tile(square, [1, 1, channels, 1]), 2, 'valid');
}
