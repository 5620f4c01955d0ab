import type * as tf from '@tensorflow/tfjs-core';
import type { Initializer } from './initializers';

/**
 * Where a network's parameters live. A network is a function of a tensor and a Scope; a parameter's full name is its
 * path in the code (`stage2/block0/branch1/pointwise/kernel`) and its name in the weights file.
 */
export interface Scope {
  /** Path of this place, '' at the root. */
  readonly path: string;
  /**
   * True while gradients are wanted: layers then use differentiable operations and batch statistics.
   * False for inference: layers fuse, and batch normalisation is already folded into kernel and bias.
   */
  readonly training: boolean;
  /** The scope of a named part. */
  at(name: string): Scope;
  /**
   * The parameter `name` of this place, with exactly `shape`. The scope owns the tensor: never dispose it.
   * `initializer` is used only where training starts without a value for it.
   */
  parameter(name: string, shape: readonly number[], initializer: Initializer, options?: ParameterOptions): tf.Tensor;
  /** How many channels the layer at this place gives where it is not as many as its network's definition says, see `withChannels`. */
  channels?(): number | undefined;
  /** Gives a parameter that is not trained by gradients (a moving average) its next value; disposes `value`. */
  assign(name: string, value: tf.Tensor): void;
}

export interface ParameterOptions {
  /** False for what the optimizer must not touch (moving averages). Default true. */
  readonly trainable?: boolean;
}

/** The full name of `name` at `path`. */
export const joinPath = (path: string, name: string): string => (path === '' ? name : `${path}/${name}`);
