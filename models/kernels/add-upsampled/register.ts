import * as tf from '@tensorflow/tfjs-core';
import { addUpsampled, addUpsampledKernel } from './wasm';

/** Makes the kernel known to wasm, the engine that it is for. A second call does nothing. */
export function registerAddUpsampled(backendName: string): void {
  if (backendName !== 'wasm' || tf.getKernel(addUpsampledKernel, backendName) !== undefined) return;
  tf.registerKernel({ kernelName: addUpsampledKernel, backendName, kernelFunc: addUpsampled });
}
