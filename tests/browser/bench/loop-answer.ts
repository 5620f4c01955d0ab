/** Where the time of one answer went, in milliseconds. */
export interface LoopAnswer {
  /** From the frame to the boxes on the page. */
  readonly latencyMs: number;
  /** The network, its numbers read. */
  readonly networkMs: number;
  readonly prepareMs: number;
  /** Everything else: decoding, messages, drawing. */
  readonly restMs: number;
}
