/** A frame that has no result after so long will hardly have one that is of use. */
export const PATIENCE_MS = 2000;

/**
 * Whether the server can be relied on to look: it has answered in time, and does not leave the page without answers. A
 * connection alone says little: workers may be starting, a model loading, or everything busy.
 */
export class ServerTrust {
  private answers = false;
  /** When the first frame was sent that no result has followed. */
  private askedAt: number | undefined;

  get holds(): boolean {
    return this.answers;
  }

  /** A frame was sent. */
  asked(now: number): void {
    this.askedAt ??= now;
  }

  /** @param latencyMs from capture to result */
  answered(latencyMs: number): void {
    this.askedAt = undefined;
    this.answers = latencyMs <= PATIENCE_MS;
  }

  /** Whether results have stayed away for too long by now; said once, and from then on it has to answer anew. */
  lapsed(now: number): boolean {
    if (this.askedAt === undefined || now - this.askedAt <= PATIENCE_MS) return false;
    this.reset();
    return true;
  }

  /** Nothing is asked for now, so that no answer is missed. */
  rest(): void {
    this.askedAt = undefined;
  }

  /** What was known holds no longer. */
  reset(): void {
    this.rest();
    this.answers = false;
  }
}
