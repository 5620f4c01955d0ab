import type * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { inputOf, type KernelArguments } from '../arguments';
import { hostMemory, isWasm } from '../host-memory';
import { convolutionWindow, type Window } from '../window';
import { FLOAT_BYTES, VECTOR_BYTES } from '../wasm-code/assembler';
import { addressIn, linkProgram } from '../wasm-code/link';
import { tailOf } from '../wasm-code/tail';
import { depthwiseProgram, TILE_COLUMNS } from './program';

/** What programs are made for: the field's small networks have no other filters and strides. */
const KERNEL_SIZES = [3, 5];
const STRIDES = [1, 2];

/**
 * Computes depthwise convolutions with a bias within wasm's memory, and leaves unusual ones, and those of an engine with
 * threads, to the engine's own kernel.
 */
export function withDepthwise(own: tf.KernelFunc): tf.KernelFunc {
  return (args: KernelArguments) => {
    const { backend, inputs, attrs } = args;
    const [x, filter] = [inputOf(args, 'x'), inputOf(args, 'filter')];
    if (!isWasm(backend) || attrs?.dataFormat !== 'NHWC') return own(args);
    const window = convolutionWindow(args, x.shape, filter.shape, true);
    const end = tailOf(inputs, attrs.activation, window.outChannels);
    if (end === undefined || !isKnown(window)) return own(args);
    const shape = { kernelSize: window.filterHeight, stride: window.strideHeight };
    const run = linkProgram(backend, `depthwise ${shape.kernelSize} ${shape.stride} ${end.tail}`, (fused) => depthwiseProgram(shape, end.tail, fused));
    if (run === undefined) return own(args);

    const { batchSize, outHeight, outWidth, outShape } = window;
    const output = backend.makeOutput(outShape, 'float32');
    const source = padded(backend, x, window);
    const [, height = 0, width = 0, channels = 0] = source.shape;
    const at = addressIn(backend);
    const place = channels * FLOAT_BYTES;
    for (let picture = 0; picture < batchSize; picture++) {
      const [from, to] = [at(source) + picture * height * width * place, at(output) + picture * outHeight * outWidth * place];
      run(from, at(filter), at(end.bias), at(end.slopes), to, width * place, place, outHeight, outWidth, ...end.range);
    }
    if (source !== x) backend.disposeData(source.dataId);
    return output;
  };
}

function isKnown({ filterHeight, filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth, inChannels, outChannels, batchSize, outHeight, outWidth }: Window): boolean {
  return filterHeight === filterWidth && KERNEL_SIZES.includes(filterHeight) && strideHeight === strideWidth && STRIDES.includes(strideHeight)
    && dilationHeight === 1 && dilationWidth === 1 && outChannels === inChannels && inChannels > 0 && (inChannels * FLOAT_BYTES) % VECTOR_BYTES === 0
    && batchSize > 0 && outHeight > 0 && outWidth >= TILE_COLUMNS;
}

/** The pictures with zeros around them, the caller's; the pictures themselves where nothing is to be added. */
function padded(backend: BackendWasm, x: tf.TensorInfo, { batchSize, inHeight, inWidth, inChannels, padInfo: { top, bottom, left, right } }: Window): tf.TensorInfo {
  if (top + bottom + left + right === 0) return x;
  const memory = hostMemory(backend);
  const [height, width] = [inHeight + top + bottom, inWidth + left + right];
  const output = memory.make([batchSize, height, width, inChannels], 'float32');
  const [from, to] = [memory.floats(x), memory.floats(output)];
  const inputRow = inWidth * inChannels;
  // What lies before a row: the right of the one above and its own left, or all that is above the first and below the last.
  let written = 0;
  for (let picture = 0; picture < batchSize; picture++) {
    for (let y = 0; y < inHeight; y++) {
      const row = ((picture * height + y + top) * width + left) * inChannels;
      const read = (picture * inHeight + y) * inputRow;
      to.fill(0, written, row);
      to.set(from.subarray(read, read + inputRow), row);
      written = row + inputRow;
    }
  }
  to.fill(0, written);
  return output;
}
