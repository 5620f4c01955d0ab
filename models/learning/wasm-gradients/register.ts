import * as tf from '@tensorflow/tfjs-core';
import { convolutionInputGradient, convolutionKernelGradient } from './convolution';
import { depthwiseInputGradient, depthwiseKernelGradient } from './depthwise';
import { maxPoolGradient } from './max-pool';
import { unsortedSegmentSum } from './segment-sum';

/**
 * Kernels that tfjs's wasm backend lacks, has wrong (MaxPoolGrad) or slow (Conv2DBackpropInput). They make training on it
 * possible and right, for machines with nothing better; TensorFlow is an order of magnitude faster.
 */
const kernels: readonly (readonly [string, tf.KernelFunc])[] = [
  [tf.Conv2DBackpropFilter, convolutionKernelGradient],
  [tf.Conv2DBackpropInput, convolutionInputGradient],
  [tf.DepthwiseConv2dNativeBackpropFilter, depthwiseKernelGradient],
  [tf.DepthwiseConv2dNativeBackpropInput, depthwiseInputGradient],
  [tf.MaxPoolGrad, maxPoolGradient],
  [tf.UnsortedSegmentSum, unsortedSegmentSum],
];

/** Puts the kernels in place of those that the backend brought; calling it again changes nothing. */
export function registerWasmGradients(): void {
  for (const [kernelName, kernelFunc] of kernels) {
    const known = tf.getKernel(kernelName, 'wasm');
    if (known?.kernelFunc === kernelFunc) continue;
    if (known !== undefined) tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc });
  }
}
