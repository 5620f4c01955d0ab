import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../../models/errors';
import { numbersOf, type KernelArguments } from '../../models/kernels/arguments';

/** How a window moves over [n, h, w, c]: sizes, strides and padding, worked out. */
export type Window = ReturnType<typeof tf.backend_util.computeConv2DInfo>;

/** The window of a convolution (`filterShape` [kh, kw, in, out or multiplier]) from the attributes of its gradients. */
export function convolutionWindow(args: KernelArguments, inputShape: readonly number[], filterShape: readonly number[], depthwise: boolean): Window {
  if (args.attrs?.dataFormat === 'NCHW') throw new EngineError('This gradient knows the layout NHWC only.');
  return tf.backend_util.computeConv2DInfo(four(inputShape), four(filterShape), pairOf(args, 'strides'), 1, padOf(args), roundingOf(args), depthwise);
}

/** The window of a pooling. */
export function poolingWindow(args: KernelArguments, inputShape: readonly number[]): Window {
  return tf.backend_util.computePool2DInfo(four(inputShape), pairOf(args, 'filterSize'), pairOf(args, 'strides'), 1, padOf(args), roundingOf(args));
}

/**
 * Calls `visit` for every output pixel and every place of the window that lies inside the input.
 * Pixels and taps are counted over [n, h, w] and [kh, kw]: multiply by the channels for an index.
 */
export function forEachTap(window: Window, visit: (inputPixel: number, outputPixel: number, tap: number) => void): void {
  const { batchSize, inHeight, inWidth, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = window;
  for (let n = 0, outputPixel = 0; n < batchSize; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++, outputPixel++) {
        for (let ky = 0; ky < filterHeight; ky++) {
          const iy = oy * strideHeight - padInfo.top + ky;
          if (iy < 0 || iy >= inHeight) continue;
          for (let kx = 0; kx < filterWidth; kx++) {
            const ix = ox * strideWidth - padInfo.left + kx;
            if (ix >= 0 && ix < inWidth) visit((n * inHeight + iy) * inWidth + ix, outputPixel, ky * filterWidth + kx);
          }
        }
      }
    }
  }
}

function pairOf(args: KernelArguments, name: string): [number, number] {
  const value = args.attrs?.[name];
  if (typeof value === 'number') return [value, value];
  const [height = 1, width = height] = numbersOf(args.attrs, name);
  return [height, width];
}

type Pad = Parameters<typeof tf.backend_util.computeConv2DInfo>[4];

function padOf(args: KernelArguments): Pad {
  const pad = args.attrs?.pad;
  if (typeof pad === 'number') return pad;
  if (pad === 'same') return 'same';
  if (pad === 'valid') return 'valid';
  if (!Array.isArray(pad)) throw new EngineError('The gradient of a window was called with a padding that it does not know.');
  const [, [top = 0, bottom = 0] = [], [left = 0, right = 0] = []] = pad.map((pair) => (Array.isArray(pair) ? pair.map(Number) : []));
  return [[0, 0], [top, bottom], [left, right], [0, 0]];
}

function roundingOf(args: KernelArguments): 'floor' | 'round' | 'ceil' | undefined {
  return (['floor', 'round', 'ceil'] as const).find((rounding) => rounding === args.attrs?.dimRoundingMode);
}

function four(shape: readonly number[]): [number, number, number, number] {
  const [a = 1, b = 1, c = 1, d = 1] = shape;
  return [a, b, c, d];
}
