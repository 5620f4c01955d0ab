import type * as tf from '@tensorflow/tfjs-core';
import { inputOf, type KernelArguments } from '../arguments';
import { isWasm } from '../host-memory';
import { addressIn, linkProgram } from '../wasm-code/link';
import { tailOf } from '../wasm-code/tail';
import { pointwiseProgram, TILE_COLUMNS, TILE_ROWS } from './program';

/**
 * Computes convolutions of 1 x 1 with a bias, which are matrix products, within wasm's memory, and leaves all others, and
 * those of an engine with threads, to the engine's own kernel.
 */
export function withPointwise(own: tf.KernelFunc): tf.KernelFunc {
  return (args: KernelArguments) => {
    const { backend, attrs } = args;
    const [x, filter] = [inputOf(args, 'x'), inputOf(args, 'filter')];
    const [depth, columns] = [filter.shape[2] ?? 0, filter.shape[3] ?? 0];
    const rows = x.shape.slice(0, 3).reduce((product, length) => product * length, 1);
    const end = tailOf(args.inputs, attrs?.activation, columns);
    if (!isWasm(backend) || end === undefined || !isPointwise(filter, attrs) || rows < TILE_ROWS || depth < 1 || columns < TILE_COLUMNS) return own(args);
    const run = linkProgram(backend, `pointwise ${end.tail}`, (fused) => pointwiseProgram(end.tail, fused));
    if (run === undefined) return own(args);

    const output = backend.makeOutput([...x.shape.slice(0, 3), columns], 'float32');
    const buffer = backend.makeOutput([depth * TILE_COLUMNS], 'float32');
    const at = addressIn(backend);
    run(at(x), at(filter), at(end.bias), at(end.slopes), at(output), at(buffer), rows, depth, columns, ...end.range);
    backend.disposeData(buffer.dataId);
    return output;
  };
}

function isPointwise({ shape: [height, width] }: tf.TensorInfo, attrs: tf.NamedAttrMap | undefined): boolean {
  const isOne = (given: unknown) => [given].flat().every((value) => value === 1);
  return height === 1 && width === 1 && isOne(attrs?.strides) && attrs?.dataFormat === 'NHWC' && ['same', 'valid', 0].some((pad) => pad === attrs.pad);
}
