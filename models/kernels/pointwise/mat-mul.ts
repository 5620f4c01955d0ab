import type * as tf from '@tensorflow/tfjs-core';
import { inputOf, type KernelArguments } from '../arguments';
import { hostMemory, isWasm } from '../host-memory';
import { addressIn, linkProgram } from '../../wasm/link';
import { multiply } from './multiply';
import { pointwiseProgram, TILE_COLUMNS, TILE_ROWS } from './program';

/** Computes products of two matrices within wasm's memory, and leaves those of stacks, of transposed matrices and of small ones to the engine's own kernel. */
export function withMatMul(own: tf.KernelFunc): tf.KernelFunc {
  return (args: KernelArguments) => {
    const { backend, attrs } = args;
    const [a, b] = [inputOf(args, 'a'), inputOf(args, 'b')];
    const [rows = 0, depth = 0] = a.shape.slice(-2);
    const [inner, columns = 0] = b.shape.slice(-2);
    const isPlain = [a, b].every(({ shape, dtype }) => dtype === 'float32' && shape.length >= 2 && shape.slice(0, -2).every((count) => count === 1));
    if (!isWasm(backend) || !isPlain || inner !== depth || attrs?.transposeA === true || attrs?.transposeB === true) return own(args);
    if (rows < TILE_ROWS || columns < TILE_COLUMNS || depth < 1) return own(args);
    const program = linkProgram(backend, 'pointwise clamp', (target) => pointwiseProgram('clamp', target));
    if (program === undefined) return own(args);

    const outer = (a.shape.length > b.shape.length ? a : b).shape.slice(0, -2);
    const output = backend.makeOutput([...outer, rows, columns], 'float32');
    const bias = backend.makeOutput([columns], 'float32');
    hostMemory(backend).floats(bias).fill(0);
    const at = addressIn(backend);
    multiply(backend, program, { input: at(a), weights: at(b), bias: at(bias), slopes: 0, output: at(output), rows, depth, columns, range: [-Infinity, Infinity] });
    backend.disposeData(bias.dataId);
    return output;
  };
}
