import type { Engine } from '../../models/engine/engine';

/** The engines that can train, best first: this is the order in which `auto` tries them. */
export const engineNames = ['tfjs-node-gpu', 'tfjs-node', 'dawn', 'wasm', 'cpu'] as const;

export type EngineName = (typeof engineNames)[number];

/** An engine that can train, and is tfjs's current backend. */
export interface TrainingEngine extends Engine {
  readonly name: EngineName;
  /** For each engine that was tried before this one, why it was not chosen. */
  readonly reasons: Readonly<Partial<Record<EngineName, string>>>;
}
