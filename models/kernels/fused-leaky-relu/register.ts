import * as tf from '@tensorflow/tfjs-core';
import { withParametricRelu } from './wasm';

/** The kernels that stand in for an engine's own. */
const ours = new WeakSet<tf.KernelFunc>();

/** Makes convolutions that end in a leaky ReLU fast on wasm; other engines keep what they have. A second call does nothing. */
export function registerFusedLeakyRelu(backendName: string): void {
  if (backendName !== 'wasm') return;
  for (const kernelName of [tf.FusedConv2D, tf.FusedDepthwiseConv2D]) {
    const own = tf.getKernel(kernelName, backendName);
    if (own === undefined || ours.has(own.kernelFunc)) continue;
    const kernelFunc = withParametricRelu(own.kernelFunc);
    ours.add(kernelFunc);
    tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel({ ...own, kernelFunc });
  }
}
