import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../errors';
import { numbersOf } from './arguments';

/** How a window moves over [n, h, w, c]: sizes, strides, dilations and padding, worked out. */
export type Window = ReturnType<typeof tf.backend_util.computeConv2DInfo>;

/** What a kernel was called with, as far as its window goes. */
interface Attributes {
  readonly attrs?: tf.NamedAttrMap;
}

/** The window of a convolution (`filterShape` [kh, kw, in, out or multiplier]) from the attributes of its kernel or of its gradients. */
export function convolutionWindow(args: Attributes, inputShape: readonly number[], filterShape: readonly number[], depthwise: boolean): Window {
  if (args.attrs?.dataFormat === 'NCHW') throw new EngineError('A convolution was called with the layout NCHW; Fovea knows NHWC only.');
  const dilations = args.attrs?.dilations === undefined ? 1 : pairOf(args, 'dilations');
  return tf.backend_util.computeConv2DInfo(four(inputShape), four(filterShape), pairOf(args, 'strides'), dilations, padOf(args), roundingOf(args), depthwise);
}

/** The window of a pooling. */
export function poolingWindow(args: Attributes, inputShape: readonly number[]): Window {
  return tf.backend_util.computePool2DInfo(four(inputShape), pairOf(args, 'filterSize'), pairOf(args, 'strides'), 1, padOf(args), roundingOf(args));
}

function pairOf(args: Attributes, name: string): [number, number] {
  const value = args.attrs?.[name];
  if (typeof value === 'number') return [value, value];
  const [height = 1, width = height] = numbersOf(args.attrs, name);
  return [height, width];
}

type Pad = Parameters<typeof tf.backend_util.computeConv2DInfo>[4];

function padOf(args: Attributes): Pad {
  const pad = args.attrs?.pad;
  if (typeof pad === 'number') return pad;
  if (pad === 'same') return 'same';
  if (pad === 'valid') return 'valid';
  if (!Array.isArray(pad)) throw new EngineError('A window was given a padding that Fovea does not know.');
  const [, [top = 0, bottom = 0] = [], [left = 0, right = 0] = []] = pad.map((pair) => (Array.isArray(pair) ? pair.map(Number) : []));
  return [[0, 0], [top, bottom], [left, right], [0, 0]];
}

function roundingOf(args: Attributes): 'floor' | 'round' | 'ceil' | undefined {
  return (['floor', 'round', 'ceil'] as const).find((rounding) => rounding === args.attrs?.dimRoundingMode);
}

function four(shape: readonly number[]): [number, number, number, number] {
  const [a = 1, b = 1, c = 1, d = 1] = shape;
  return [a, b, c, d];
}
