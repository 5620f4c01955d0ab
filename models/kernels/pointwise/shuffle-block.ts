import type * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../../errors';
import { FLOAT_BYTES } from '../../wasm/assembler';
import { tailOf } from '../../wasm/epilogue';
import { addressIn, linkProgram } from '../../wasm/link';
import { inputOf, numberOf, type KernelArguments } from '../arguments';
import { isWasm } from '../host-memory';
import { multiply } from './multiply';
import { pointwiseProgram } from './program';

/**
 * A convolution of 1 x 1 as ShuffleNet's blocks have it, without the copies around it, on wasm alone: it reads some of the
 * input's channels, from `begin` on, and, given an input `kept`, weaves its result with the first channels of that:
 * output[2k] = kept[k], output[2k + 1] = result[k].
 */
export const shuffleBlockKernel = 'FoveaShuffleBlockPointwise';

/** Whether the engine's memory can be reached and there is SIMD. */
export const runsShuffleBlocks = (backend: object): boolean => isWasm(backend) && linkProgram(backend, 'pointwise clamp', (target) => pointwiseProgram('clamp', target)) !== undefined;

export function shuffleBlockPointwise(args: KernelArguments): tf.TensorInfo {
  const { backend, inputs, attrs } = args;
  const [x, filter, { kept }] = [inputOf(args, 'x'), inputOf(args, 'filter'), inputs];
  const [, , depth = 0, columns = 0] = filter.shape;
  const end = tailOf(inputs, attrs?.activation, columns);
  const woven = kept !== undefined;
  const program = end && isWasm(backend) ? linkProgram(backend, `pointwise ${end.tail}${woven ? ' woven' : ''}`, (target) => pointwiseProgram(end.tail, target, { woven })) : undefined;
  if (!isWasm(backend) || end === undefined || program === undefined) throw new EngineError(`${shuffleBlockKernel} needs wasm with SIMD and an activation that its kernels know.`);

  const output = backend.makeOutput([...x.shape.slice(0, 3), woven ? 2 * columns : columns], 'float32');
  const at = addressIn(backend);
  const rowOf = ({ shape }: tf.TensorInfo) => (shape[3] ?? 0) * FLOAT_BYTES;
  multiply(backend, program, {
    input: at(x) + numberOf(attrs, 'begin') * FLOAT_BYTES, weights: at(filter), bias: at(end.bias), slopes: at(end.slopes), output: at(output),
    rows: x.shape.slice(0, 3).reduce((product, length) => product * length, 1), depth, columns, range: end.range, inputRow: rowOf(x),
    ...(kept && { other: { start: at(kept), row: rowOf(kept) } }),
  });
  return output;
}
