import { setFlagsFromString } from 'node:v8';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { registerKernels } from '../../../models/kernels/register';
import { startWasm } from '../../../models/node/engines/wasm';

/** What the tests of wasm's own programs share. */

// Node 20 has relaxed SIMD behind this flag; later ones always, and pass over a flag that they no longer know.
setFlagsFromString('--experimental-wasm-relaxed-simd');

/** Small numbers that are negative half of the time, the same for the same seed. */
export const noises = (length: number, seed: number) => Float32Array.from({ length }, (_, i) => Math.sin(12.9898 * (i + 1000 * seed + 1)));
export const at = (values: ArrayLike<number>, i: number) => values[i] ?? NaN;

const isRun = (exported: unknown): exported is (...numbers: number[]) => void => typeof exported === 'function';

/** A program over a memory of its own, and what puts values into it one after the other, a gap between them. */
export function linkedAlone(program: Uint8Array<ArrayBuffer>) {
  const memory = new WebAssembly.Memory({ initial: 2 });
  const { run } = new WebAssembly.Instance(new WebAssembly.Module(program), { env: { memory } }).exports;
  if (!isRun(run)) throw new Error('The module exports no function.');
  /** Fills the memory with a number that no program writes. @returns the memory, and what puts values into it and gives their place, counted in floats */
  const cleared = () => {
    const floats = new Float32Array(memory.buffer).fill(7);
    let end = 1;
    const place = (values: Float32Array) => {
      const start = end;
      floats.set(values, start);
      end += values.length + 1;
      return start;
    };
    return { floats, place };
  };
  return { run, cleared };
}

/** What a fused convolution may end in, each by an operation of its own. */
export const ACTIVATIONS = {
  linear: (y: tf.Tensor): tf.Tensor => y, relu: (y: tf.Tensor) => tf.relu(y), relu6: (y: tf.Tensor) => tf.relu6(y), leakyrelu: (y: tf.Tensor) => tf.leakyRelu(y, 0.1),
  prelu: (y: tf.Tensor, slopes: tf.Tensor) => tf.prelu(y, slopes), sigmoid: (y: tf.Tensor) => tf.sigmoid(y),
} as const;
export type ActivationName = keyof typeof ACTIVATIONS;
export const ACTIVATION_NAMES: readonly ActivationName[] = ['linear', 'relu', 'relu6', 'leakyrelu', 'prelu', 'sigmoid'];

/** Starts wasm with our kernels, twice. @returns how often the engine's own kernel was called so far */
export async function startCounting(kernelName: string): Promise<() => number> {
  let own = 0;
  await startWasm();
  const config = tf.getKernel(kernelName, 'wasm');
  tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({ ...config, kernelFunc: (args) => {
    own++;
    return config.kernelFunc(args);
  } });
  registerKernels('wasm');
  const { kernelFunc } = tf.getKernel(kernelName, 'wasm');
  registerKernels('wasm');
  expect(tf.getKernel(kernelName, 'wasm').kernelFunc).toBe(kernelFunc);
  return () => own;
}
