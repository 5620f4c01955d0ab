import type * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { inputOf, type KernelArguments } from '../arguments';
import { hostMemory, isWasm } from '../host-memory';
import { copyRows } from '../copies/copy-rows';
import { convolutionWindow, type Window } from '../convolution-window';
import { FLOAT_BYTES, VECTOR_BYTES } from '../../wasm/assembler';
import { addressIn, linkProgram } from '../../wasm/link';
import { cut, partsOf } from '../../wasm/parts';
import { tailOf } from '../../wasm/epilogue';
import { depthwiseProgram, TILE_COLUMNS } from './program';

/** What programs are made for: the field's small networks have no other filters and strides. */
const KERNEL_SIZES = [3, 5];
const STRIDES = [1, 2];

/** Multiply-adds that are worth a thread, some ten microseconds. */
const WORTHWHILE = 30_000;

/** Computes depthwise convolutions with a bias within wasm's memory, and leaves unusual ones to the engine's own kernel. */
export function withDepthwise(own: tf.KernelFunc): tf.KernelFunc {
  return (args: KernelArguments) => {
    const { backend, inputs, attrs } = args;
    const [x, filter] = [inputOf(args, 'x'), inputOf(args, 'filter')];
    if (!isWasm(backend) || attrs?.dataFormat !== 'NHWC') return own(args);
    const window = convolutionWindow(args, x.shape, filter.shape, true);
    const end = tailOf(inputs, attrs.activation, window.outChannels);
    if (end === undefined || !isKnown(window)) return own(args);
    const shape = { kernelSize: window.filterHeight, stride: window.strideHeight };
    const program = linkProgram(backend, `depthwise ${shape.kernelSize} ${shape.stride} ${end.tail}`, (target) => depthwiseProgram(shape, end.tail, target));
    if (program === undefined) return own(args);

    const { batchSize, outHeight, outWidth, outShape } = window;
    const output = backend.makeOutput(outShape, 'float32');
    const source = padded(backend, x, window);
    const [, height = 0, width = 0, channels = 0] = source.shape;
    const at = addressIn(backend);
    const place = channels * FLOAT_BYTES;
    const work = outHeight * outWidth * channels * shape.kernelSize ** 2;
    const parts = cut(outHeight, partsOf(work, WORTHWHILE, program.threads), 1);
    program.run(Array.from({ length: batchSize }, (_, picture) => parts.map(([row, rowEnd]) => {
      const from = at(source) + (picture * height + row * shape.stride) * width * place;
      const to = at(output) + (picture * outHeight + row) * outWidth * place;
      return [from, at(filter), at(end.bias), at(end.slopes), to, width * place, place, rowEnd - row, outWidth, ...end.range];
    })).flat());
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
  const [height, width] = [inHeight + top + bottom, inWidth + left + right];
  const output = backend.makeOutput([batchSize, height, width, inChannels], 'float32');
  const at = addressIn(backend);
  const place = inChannels * FLOAT_BYTES;
  const zeros = hostMemory(backend).floats(output);
  const memory = new Uint8Array(zeros.buffer);
  for (let picture = 0; picture < batchSize; picture++) {
    const [first, last] = [(picture * height + top) * width, (picture * height + top + inHeight) * width];
    // Above, and left of the first row; right of a row, and left of the next; right of the last row, and below.
    zeros.fill(0, picture * height * width * inChannels, (first + left) * inChannels);
    for (let row = 1; row < inHeight; row++) zeros.fill(0, (first + row * width - right) * inChannels, (first + row * width + left) * inChannels);
    zeros.fill(0, (last - right) * inChannels, (picture + 1) * height * width * inChannels);
    const bytes = inWidth * place;
    copyRows(backend, memory, { from: at(x) + picture * inHeight * bytes, to: at(output) + (first + left) * place, count: inHeight, bytes, fromStep: bytes, toStep: width * place });
  }
  return output;
}
