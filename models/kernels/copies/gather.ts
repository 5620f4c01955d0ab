import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../../errors';
import { inputOf, numberOf, type KernelArguments } from '../arguments';
import { hostMemory } from '../host-memory';
import { addressIn } from '../../wasm/link';
import { gatherRows } from './copy-rows';
import { wasmBackend } from './wasm-backend';

/** Gathers along the first axis within wasm's memory, where the backend's own kernel works out the place of every number; all else is left to it. */
export function withGather(own: tf.KernelFunc): tf.KernelFunc {
  return (args: KernelArguments) => {
    const [x, indices] = [inputOf(args, 'x'), inputOf(args, 'indices')];
    const batchDims = args.attrs?.batchDims;
    if (numberOf(args.attrs, 'axis') !== 0 || (batchDims !== undefined && batchDims !== 0) || (x.dtype !== 'float32' && x.dtype !== 'int32') || indices.dtype !== 'int32') return own(args);
    const [length = 0, ...inner] = x.shape;
    const backend = wasmBackend(args.backend);
    const output = backend.makeOutput([...indices.shape, ...inner], x.dtype);
    const numbers = hostMemory(backend).ints(indices);
    const wrong = numbers.find((index) => index < 0 || index >= length);
    if (wrong !== undefined) throw new EngineError(`A gather was asked for number ${wrong} of ${length}; expected 0 to ${length - 1}.`);
    const at = addressIn(backend);
    const bytes = 4 * tf.util.sizeFromShape(inner);
    if (bytes > 0 && gatherRows(backend, { rows: at(x), numbers: at(indices), to: at(output), count: numbers.length, bytes })) return output;
    backend.disposeData(output.dataId);
    return own(args);
  };
}
