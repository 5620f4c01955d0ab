import type { TensorInfo } from '@tensorflow/tfjs-core';
import { inputOf, numbersOf, type KernelArguments } from '../../kernels/arguments';
import { hostMemory } from '../../kernels/host-memory';
import { convolutionWindow } from '../../kernels/convolution-window';
import { forEachTap } from '../for-each-tap';

/** DepthwiseConv2dNativeBackpropFilter: dw[tap, c, m] = the sum over output pixels of x[c] dy[c, m]. */
export function depthwiseKernelGradient(args: KernelArguments): TensorInfo {
  const memory = hostMemory(args.backend);
  const x = inputOf(args, 'x');
  const dy = inputOf(args, 'dy');
  const filterShape = numbersOf(args.attrs, 'filterShape');
  const window = convolutionWindow(args, x.shape, filterShape, true);
  const result = memory.make(filterShape, 'float32');
  const xValues = memory.floats(x);
  const dyValues = memory.floats(dy);
  const { inChannels: channels, outChannels } = window;
  const multiplier = outChannels / channels;
  // Many thousands of products in one sum: float32 would lose digits.
  const sums = new Float64Array(filterShape.reduce((product, axis) => product * axis, 1));
  forEachTap(window, (inputPixel, outputPixel, tap) => {
    const dyAt = outputPixel * outChannels;
    const sumAt = tap * outChannels;
    for (let c = 0, o = 0; c < channels; c++) {
      const value = xValues[inputPixel * channels + c] ?? 0;
      for (let m = 0; m < multiplier; m++, o++) sums[sumAt + o] = (sums[sumAt + o] ?? 0) + value * (dyValues[dyAt + o] ?? 0);
    }
  });
  memory.floats(result).set(sums);
  return result;
}

/** DepthwiseConv2dNativeBackpropInput: dx[c] = the sum over taps and multipliers of w[tap, c, m] dy[c, m]. */
export function depthwiseInputGradient(args: KernelArguments): TensorInfo {
  const memory = hostMemory(args.backend);
  const dy = inputOf(args, 'dy');
  const filter = inputOf(args, 'filter');
  const inputShape = numbersOf(args.attrs, 'inputShape');
  const window = convolutionWindow(args, inputShape, filter.shape, true);
  const result = memory.make(inputShape, 'float32');
  const dyValues = memory.floats(dy);
  const weights = memory.floats(filter);
  const dx = memory.floats(result).fill(0);
  const { inChannels: channels, outChannels } = window;
  const multiplier = outChannels / channels;
  forEachTap(window, (inputPixel, outputPixel, tap) => {
    const dyAt = outputPixel * outChannels;
    const weightAt = tap * outChannels;
    for (let c = 0, o = 0; c < channels; c++) {
      let sum = dx[inputPixel * channels + c] ?? 0;
      for (let m = 0; m < multiplier; m++, o++) sum += (weights[weightAt + o] ?? 0) * (dyValues[dyAt + o] ?? 0);
      dx[inputPixel * channels + c] = sum;
    }
  });
  return result;
}
