import type * as tf from '@tensorflow/tfjs-core';

/** The engines that can train, best first: this is the order in which `auto` tries them. */
export const engineNames = ['tfjs-node-gpu', 'tfjs-node', 'dawn', 'wasm', 'cpu'] as const;

export type EngineName = (typeof engineNames)[number];

/** What an engine's loader hands over once its backend is the current one. */
export interface StartedEngine {
  /** Versions, threads, adapter: one line for a person and for a model's card. */
  readonly description: string;
  readonly backend: tf.KernelBackend;
  /** Why nobody should train on it although it loads. */
  readonly tooSlow?: string;
}

export interface LoadedEngine extends StartedEngine {
  readonly name: EngineName;
  /** For each engine that was tried before this one, why it was not chosen. */
  readonly reasons: Readonly<Partial<Record<EngineName, string>>>;
}
