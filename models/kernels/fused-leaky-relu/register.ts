import * as tf from '@tensorflow/tfjs-core';
import { standIn } from '../replace-kernel';
import { withParametricRelu } from './wasm';

/** Makes convolutions that end in a leaky ReLU fast on wasm; other engines keep what they have. A second call does nothing. */
export function registerFusedLeakyRelu(backendName: string): void {
  if (backendName !== 'wasm') return;
  for (const kernelName of [tf.FusedConv2D, tf.FusedDepthwiseConv2D]) standIn(kernelName, backendName, withParametricRelu);
}
