import type * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../../errors';
import { FLOAT_BYTES } from '../../wasm/assembler';
import { addressIn, linkProgram } from '../../wasm/link';
import { cut, partsOf } from '../../wasm/parts';
import { inputOf, numberOf, type KernelArguments } from '../arguments';
import { isWasm } from '../host-memory';
import { addUpsampledProgram } from './program';

/** A map [n, factor × h, factor × w, c] plus a smaller one [n, h, w, c] whose cells are repeated, channels a multiple of four; then a ReLU if `activation` says so. On wasm alone. */
export const addUpsampledKernel = 'FoveaAddUpsampled';

/** Sums that are worth a thread, some ten microseconds. */
const WORTHWHILE = 30_000;

export function addUpsampled(args: KernelArguments): tf.TensorInfo {
  const { backend, attrs } = args;
  const [map, smaller] = [inputOf(args, 'a'), inputOf(args, 'b')];
  const program = isWasm(backend) ? linkProgram(backend, 'add upsampled', addUpsampledProgram) : undefined;
  if (!isWasm(backend) || program === undefined) throw new EngineError(`${addUpsampledKernel} needs wasm with SIMD.`);
  const output = backend.makeOutput([...map.shape], 'float32');
  const at = addressIn(backend);
  const factor = numberOf(attrs, 'factor');
  const [n = 1, height = 1, width = 1, channels = 1] = smaller.shape;
  const rowBytes = width * channels * FLOAT_BYTES;
  const low = attrs?.activation === 'relu' ? 0 : -Infinity;
  const parts = cut(n * height, partsOf(n * height * width * channels * factor ** 2, WORTHWHILE, program.threads), 1);
  program.run(parts.map(([row, rowEnd]) => {
    const from = row * factor ** 2 * rowBytes;
    return [at(map) + from, at(smaller) + row * rowBytes, at(output) + from, rowEnd - row, width, factor, channels * FLOAT_BYTES, low];
  }));
  return output;
}
