import type { RawPixels } from './frame';

/** A network with its weights on an engine: what a Predictor asks for the numbers that a task decodes. */
export interface NetworkRunner {
  /**
   * Runs the network over a picture of the size of its input. One at a time.
   * @param now the clock, in milliseconds
   */
  run(pixels: RawPixels, now: () => number): Promise<NetworkResult>;
  /** Frees what it holds. */
  close(): void;
}

export interface NetworkResult {
  /** As `Network.forward` describes them, row by row. */
  readonly numbers: Float32Array;
  /** When the input was made. */
  readonly preparedAt: number;
  /** When the network had run, or was under way on an engine that works on its own. */
  readonly forwardedAt: number;
}
