import * as tf from '@tensorflow/tfjs-core';
import { activate, type Activation } from './activation';
import { heNormal, zeros, type Initializer } from './initializers';
import type { Scope } from './scope';

export interface DenseOptions {
  readonly activation?: Activation;
  readonly kernelInitializer?: Initializer;
  readonly biasInitializer?: Initializer;
}

/** Fully connected layer [n, in] → [n, units]. */
export function dense(x: tf.Tensor2D, scope: Scope, units: number, options: DenseOptions = {}): tf.Tensor2D {
  const kernel = scope.parameter('kernel', [x.shape[1], units], options.kernelInitializer ?? heNormal) as tf.Tensor2D;
  const bias = scope.parameter('bias', [units], options.biasInitializer ?? zeros);
  return activate(tf.add(tf.matMul(x, kernel), bias), options.activation ?? 'linear');
}
