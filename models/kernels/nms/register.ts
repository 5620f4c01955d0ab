import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../../errors';
import { nmsByReading, nmsOnHost } from './host';
import { nmsOnWebGpu } from './webgpu';

export const nmsKernel = 'FoveaNms';

const implementations: Readonly<Record<string, tf.KernelFunc>> = { cpu: nmsOnHost, wasm: nmsOnHost, tensorflow: nmsByReading, webgpu: nmsOnWebGpu, webgl: nmsByReading };

/**
 * Makes non-maximum suppression known to an engine; a second call does nothing.
 * @throws EngineError naming the engine where there is none for it
 */
export function registerNms(backendName: string): void {
  if (tf.getKernel(nmsKernel, backendName) !== undefined) return;
  const kernelFunc = implementations[backendName];
  if (kernelFunc === undefined) {
    throw new EngineError(`There is no non-maximum suppression for the engine "${backendName}"; there is one for ${Object.keys(implementations).join(', ')}.`);
  }
  tf.registerKernel({ kernelName: nmsKernel, backendName, kernelFunc });
}
