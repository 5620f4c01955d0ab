import * as tf from '@tensorflow/tfjs-core';
import { sliceOnWasm, splitOnWasm } from './wasm';

/** Gives the wasm engine faster kernels in the place of its own for slices and splits; other engines keep theirs. A second call does nothing. */
export function registerSlice(backendName: string): void {
  if (backendName !== 'wasm') return;
  for (const [kernelName, kernelFunc] of [[tf.Slice, sliceOnWasm], [tf.SplitV, splitOnWasm]] as const) {
    if (tf.getKernel(kernelName, backendName)?.kernelFunc === kernelFunc) continue;
    tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel({ kernelName, backendName, kernelFunc });
  }
}
