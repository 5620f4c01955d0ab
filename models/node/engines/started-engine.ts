import type * as tf from '@tensorflow/tfjs-core';

/** What an engine's loader hands over once its backend is the current one. */
export interface StartedEngine {
  /** Versions, threads, adapter: one line for a person and for a model's card. */
  readonly description: string;
  readonly backend: tf.KernelBackend;
  /** Why nobody should train on it, or answer with it, although it loads. */
  readonly tooSlow?: string;
}
