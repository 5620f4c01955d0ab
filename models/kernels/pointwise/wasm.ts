import type * as tf from '@tensorflow/tfjs-core';
import { inputOf, type KernelArguments } from '../arguments';
import { isWasm } from '../host-memory';
import { FLOAT_BYTES } from '../wasm-code/assembler';
import { addressIn, linkProgram } from '../wasm-code/link';
import { cut, partsOf } from '../wasm-code/parts';
import { tailOf } from '../wasm-code/tail';
import { pointwiseProgram, TILE_COLUMNS, TILE_ROWS } from './program';

/** Multiply-adds that are worth a thread, some ten microseconds. */
const WORTHWHILE = 100_000;

/** A part of fewer rows spends too much on copying weights. */
const LEAST_ROWS = 128;

/**
 * Computes convolutions of 1 x 1 with a bias, which are matrix products, within wasm's memory, and leaves all others to the
 * engine's own kernel.
 */
export function withPointwise(own: tf.KernelFunc): tf.KernelFunc {
  return (args: KernelArguments) => {
    const { backend, attrs } = args;
    const [x, filter] = [inputOf(args, 'x'), inputOf(args, 'filter')];
    const [depth, columns] = [filter.shape[2] ?? 0, filter.shape[3] ?? 0];
    const rows = x.shape.slice(0, 3).reduce((product, length) => product * length, 1);
    const end = tailOf(args.inputs, attrs?.activation, columns);
    if (!isWasm(backend) || end === undefined || !isPointwise(filter, attrs) || rows < TILE_ROWS || depth < 1 || columns < TILE_COLUMNS) return own(args);
    const program = linkProgram(backend, `pointwise ${end.tail}`, (target) => pointwiseProgram(end.tail, target));
    if (program === undefined) return own(args);

    const parts = partsOf(rows * depth * columns, WORTHWHILE, program.threads);
    const rowParts = cut(rows, Math.min(parts, Math.ceil(rows / LEAST_ROWS)), TILE_ROWS);
    const columnParts = cut(columns, Math.ceil(parts / rowParts.length), TILE_COLUMNS);
    const output = backend.makeOutput([...x.shape.slice(0, 3), columns], 'float32');
    const buffers = backend.makeOutput([rowParts.length * columnParts.length, depth * TILE_COLUMNS], 'float32');
    const at = addressIn(backend);
    let buffer = at(buffers);
    const calls = rowParts.flatMap(([row, rowEnd]) => columnParts.map(([column, columnEnd]) => {
      const [from, to, copied] = [at(x) + row * depth * FLOAT_BYTES, at(output) + row * columns * FLOAT_BYTES, buffer];
      buffer += depth * TILE_COLUMNS * FLOAT_BYTES;
      return [from, at(filter), at(end.bias), at(end.slopes), to, copied, rowEnd - row, depth, columns, column, columnEnd, ...end.range];
    }));
    program.run(calls);
    backend.disposeData(buffers.dataId);
    return output;
  };
}

function isPointwise({ shape: [height, width] }: tf.TensorInfo, attrs: tf.NamedAttrMap | undefined): boolean {
  const isOne = (given: unknown) => [given].flat().every((value) => value === 1);
  return height === 1 && width === 1 && isOne(attrs?.strides) && attrs?.dataFormat === 'NHWC' && ['same', 'valid', 0].some((pad) => pad === attrs.pad);
}
