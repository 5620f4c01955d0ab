import * as tf from '@tensorflow/tfjs-core';
import { webgpuBackend } from '../../../../models/kernels/webgpu-program';
import { startSoftwareWebGpu } from '../../kernels/engines';

/** The device of tfjs' WebGPU engine on the software adapter, or why there is none here. */
export async function softwareDevice(): Promise<GPUDevice | string> {
  try {
    await startSoftwareWebGpu();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return webgpuBackend(tf.backend()).device;
}
