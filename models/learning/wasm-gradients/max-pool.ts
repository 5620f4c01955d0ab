import type { TensorInfo } from '@tensorflow/tfjs-core';
import { inputOf, type KernelArguments } from '../../kernels/arguments';
import { hostMemory } from '../../kernels/host-memory';
import { poolingWindow } from '../../kernels/convolution-window';
import { forEachTap } from '../for-each-tap';

/** MaxPoolGrad: dy goes to the first of the largest values of each window, as in TensorFlow. */
export function maxPoolGradient(args: KernelArguments): TensorInfo {
  const memory = hostMemory(args.backend);
  const dy = inputOf(args, 'dy');
  const input = inputOf(args, 'input');
  const result = memory.make(input.shape, 'float32');
  const dyValues = memory.floats(dy);
  const values = memory.floats(input);
  const maxima = memory.floats(inputOf(args, 'output'));
  const dx = memory.floats(result).fill(0);
  const window = poolingWindow(args, input.shape);
  const channels = window.inChannels;
  const given = new Uint8Array(maxima.length);
  forEachTap(window, (inputPixel, outputPixel) => {
    for (let c = 0; c < channels; c++) {
      const from = outputPixel * channels + c;
      const to = inputPixel * channels + c;
      if (given[from] === 1 || values[to] !== maxima[from]) continue;
      given[from] = 1;
      dx[to] = (dx[to] ?? 0) + (dyValues[from] ?? 0);
    }
  });
  return result;
}
