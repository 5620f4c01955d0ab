import * as tf from '@tensorflow/tfjs-core';
import { numbersOf, tensorOf, type KernelArguments } from '../../kernels/arguments';
import { convolutionWindow, type Window } from '../../kernels/convolution-window';

/** Conv2DBackpropFilter: for each tap, the input pixels under it times the gradient of the output, as one matrix product. */
export function convolutionKernelGradient(args: KernelArguments): tf.Tensor {
  const x = tensorOf(args, 'x');
  const filterShape = numbersOf(args.attrs, 'filterShape');
  const window = convolutionWindow(args, x.shape, filterShape, false);
  const { batchSize, inHeight, inWidth, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = window;
  const { inChannels, outChannels } = window;
  return tf.tidy(() => {
    const dy = tf.reshape(tensorOf(args, 'dy'), [-1, outChannels]);
    // Rows and columns that the last window does not reach are cut, missing ones are zeros.
    const reachedHeight = (outHeight - 1) * strideHeight + filterHeight;
    const reachedWidth = (outWidth - 1) * strideWidth + filterWidth;
    const padded = tf.pad(x, [
      [0, 0],
      [padInfo.top, Math.max(reachedHeight - inHeight - padInfo.top, 0)],
      [padInfo.left, Math.max(reachedWidth - inWidth - padInfo.left, 0)],
      [0, 0],
    ]);
    const taps = Array.from({ length: filterHeight * filterWidth }, (_, tap) => tf.tidy(() => {
      const top = Math.floor(tap / filterWidth);
      const left = tap % filterWidth;
      const end = [batchSize, top + (outHeight - 1) * strideHeight + 1, left + (outWidth - 1) * strideWidth + 1, inChannels];
      const under = tf.stridedSlice(padded, [0, top, left, 0], end, [1, strideHeight, strideWidth, 1]);
      // Transposed first: the backend's fast product takes its factors as they are.
      return tf.matMul(tf.transpose(tf.reshape(under, [-1, inChannels])), dy);
    }));
    return tf.reshape(tf.stack(taps), filterShape);
  });
}

/**
 * Conv2DBackpropInput as a convolution, which the backend does fast: of dy, its pixels a stride apart, with the kernel
 * turned by half a turn and its channels exchanged.
 */
export function convolutionInputGradient(args: KernelArguments): tf.Tensor {
  const inputShape = numbersOf(args.attrs, 'inputShape');
  return tf.tidy(() => {
    const filter = tensorOf(args, 'filter');
    const window = convolutionWindow(args, inputShape, filter.shape, false);
    const { inHeight, inWidth, filterHeight, filterWidth, padInfo } = window;
    const spread = spreadPixels(tensorOf(args, 'dy'), window);
    const above = filterHeight - 1 - padInfo.top;
    const before = filterWidth - 1 - padInfo.left;
    const framed = padOrCut(spread, [above, before], [inHeight + filterHeight - 1, inWidth + filterWidth - 1]);
    const turned = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);
    return tf.conv2d(framed, tf.reshape<tf.Rank.R4>(turned, [filterHeight, filterWidth, window.outChannels, window.inChannels]), 1, 'valid');
  });
}

/** [n, h, w, c] → [n, h * stride, w * stride, c], zeros between the pixels and after the last. */
function spreadPixels(dy: tf.Tensor, { batchSize: n, outHeight: h, outWidth: w, outChannels: c, strideHeight, strideWidth }: Window): tf.Tensor4D {
  const rows = tf.pad(tf.reshape(dy, [n * h, 1, w * c]), [[0, 0], [0, strideHeight - 1], [0, 0]]);
  const pixels = tf.pad(tf.reshape(rows, [n * h * strideHeight * w, 1, c]), [[0, 0], [0, strideWidth - 1], [0, 0]]);
  return tf.reshape(pixels, [n, h * strideHeight, w * strideWidth, c]);
}

/** Puts `before` zero rows and columns in front (negative: takes as many away) and makes the size of the whole `size`. */
function padOrCut(x: tf.Tensor4D, before: readonly [number, number], size: readonly [number, number]): tf.Tensor4D {
  const [n, height, width, channels] = x.shape;
  const top = Math.max(-before[0], 0);
  const left = Math.max(-before[1], 0);
  const kept = tf.slice(x, [0, top, left, 0], [n, Math.min(height - top, size[0] - before[0]), Math.min(width - left, size[1] - before[1]), channels]);
  const [above, ahead] = [Math.max(before[0], 0), Math.max(before[1], 0)];
  return tf.pad(kept, [[0, 0], [above, size[0] - above - kept.shape[1]], [ahead, size[1] - ahead - kept.shape[2]], [0, 0]]);
}
