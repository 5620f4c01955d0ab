import * as tf from '@tensorflow/tfjs-core';
import { standIn } from '../replace-kernel';
import { withParametricRelu } from '../fused-leaky-relu/wasm';
import { withMatMul } from './mat-mul';
import { shuffleBlockKernel, shuffleBlockPointwise } from './shuffle-block';
import { withPointwise } from './wasm';

/** Makes convolutions of 1 x 1 and products of matrices fast on wasm; other engines keep what they have. A second call does nothing. */
export function registerPointwise(backendName: string): void {
  if (backendName !== 'wasm') return;
  standIn(tf.FusedConv2D, backendName, withPointwise);
  standIn(tf.BatchMatMul, backendName, withMatMul);
  if (tf.getKernel(shuffleBlockKernel, backendName) === undefined) {
    tf.registerKernel({ kernelName: shuffleBlockKernel, backendName, kernelFunc: withParametricRelu(shuffleBlockPointwise) });
  }
}
