import type { StartedEngine } from '../../models/node/engines/started-engine';

export type { StartedEngine };

/** The engines that can train, best first: this is the order in which `auto` tries them. */
export const engineNames = ['tfjs-node-gpu', 'tfjs-node', 'dawn', 'wasm', 'cpu'] as const;

export type EngineName = (typeof engineNames)[number];

export interface LoadedEngine extends StartedEngine {
  readonly name: EngineName;
  /** For each engine that was tried before this one, why it was not chosen. */
  readonly reasons: Readonly<Partial<Record<EngineName, string>>>;
}
