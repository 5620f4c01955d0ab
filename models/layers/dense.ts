import * as tf from '@tensorflow/tfjs-core';
import { activate, type Activation } from './activation';
import { channelsAt } from './channel-counts';
import { heNormal, zeros, type Initializer } from './initializers';
import type { Scope } from './scope';

export interface DenseOptions {
  readonly activation?: Activation;
  readonly kernelInitializer?: Initializer;
  readonly biasInitializer?: Initializer;
}

/** Fully connected layer [n, in] → [n, units]. @param defined units, unless the scope knows that some were removed */
export function dense(x: tf.Tensor2D, scope: Scope, defined: number, options: DenseOptions = {}): tf.Tensor2D {
  const units = channelsAt(scope, defined);
  const kernel = scope.parameter('kernel', [x.shape[1], units], options.kernelInitializer ?? heNormal) as tf.Tensor2D;
  const bias = scope.parameter('bias', [units], options.biasInitializer ?? zeros);
  return activate(tf.add(tf.matMul(x, kernel), bias), options.activation ?? 'linear');
}
