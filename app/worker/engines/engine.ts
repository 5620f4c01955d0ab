import type { BrowserEngine, EngineCandidate } from '../../../models/engine/choose-engine';

/** A tfjs backend that runs and is the current one. */
export interface Engine {
  readonly name: BrowserEngine;
  /** What it runs on, for a person: 'SIMD, 4 threads'. */
  readonly detail: string;
  /** Resolves when the engine is gone for good, with what happened: a clause for the middle of a sentence. */
  readonly lost: Promise<string>;
}

/** Starts an engine and makes it the current one. @throws EngineError when it cannot be started */
export type StartEngine = (candidate: EngineCandidate) => Promise<Engine>;

/** For engines that live as long as the worker does. */
export const NEVER: Promise<never> = new Promise(() => undefined);
