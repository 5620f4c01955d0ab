import type { BrowserEngine, EngineCandidate } from '../../../models/engine/choose-engine';
import type { Engine } from '../../../models/engine/engine';

/** One of a browser's engines, started: the current backend of tfjs. */
export type RunningBackend = Engine & { readonly name: BrowserEngine };

/** Starts an engine and makes it the current one. @throws EngineError when it cannot be started */
export type StartEngine = (candidate: EngineCandidate) => Promise<RunningBackend>;
