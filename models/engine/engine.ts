import type { LoadedModel } from '../artifact/load';
import type { Predictor } from '../predictor';

/** What a server needs of a model that runs. */
export type FramePredictor = Pick<Predictor, 'warmUp' | 'predictTogether' | 'close'>;

/** An engine that runs models, started: tfjs with one of its backends, or a runtime of its own; on a device, on the server, at the command line. */
export interface Engine<P extends FramePredictor = Predictor> {
  readonly name: string;
  /** What it runs on: versions, threads, adapter. One line for a person. */
  readonly description: string;
  /** Why nobody should train on it, or answer with it, although it starts. */
  readonly tooSlow?: string | undefined;
  /** Resolves when it is gone for good, with what happened: a clause for the middle of a sentence. Missing where it lives as long as its process. */
  readonly lost?: Promise<string> | undefined;
  /**
   * Puts a model on it. An engine of tfjs must be the current one now, and whenever the model runs.
   * @param together how many frames it will be shown at once, besides one alone. Default: 1
   * @returns a predictor that the caller closes
   */
  open(model: LoadedModel, together?: number): P | Promise<P>;
  /** Frees it, after all that it has opened was closed; it can be started again. */
  stop(): void;
}

/** An engine that may be started. */
export interface StartableEngine<P extends FramePredictor = Predictor> {
  readonly name: string;
  /**
   * Starts it, or makes it the current one again.
   * @param wanted it was asked for by name, so it may be slow
   * @throws EngineError that says why it cannot be used here
   */
  start(wanted: boolean): Promise<Engine<P>>;
}

/**
 * Does something on the first of several engines, or other things, on which it can be done.
 * @param act starts it and does it
 * @param onFailed told why it was not this one; what it throws ends the search
 * @returns undefined where it can be done on none
 */
export async function onFirstThatRuns<C, T>(candidates: Iterable<C>, act: (candidate: C) => Promise<T>, onFailed: (candidate: C, error: unknown) => void): Promise<T | undefined> {
  for (const candidate of candidates) {
    try {
      return await act(candidate);
    } catch (error) {
      onFailed(candidate, error);
    }
  }
  return undefined;
}
