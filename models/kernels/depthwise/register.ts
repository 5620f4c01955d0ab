import * as tf from '@tensorflow/tfjs-core';
import { standIn } from '../replace-kernel';
import { withDepthwise } from './wasm';

/** Makes depthwise convolutions fast on wasm; other engines keep what they have. A second call does nothing. */
export function registerDepthwise(backendName: string): void {
  if (backendName === 'wasm') standIn(tf.FusedDepthwiseConv2D, backendName, withDepthwise);
}
