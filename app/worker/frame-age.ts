/**
 * Tells which frames of a stream waited in a queue while the engine was busy. A frame's timestamp has a clock of its
 * own, so its age is counted from the fastest delivery seen so far.
 */
export class FrameAge {
  private fastestMs = Infinity;
  private skipped = 0;

  /** @param staleMs a frame that is older than this is let go; @param mostSkipped but never more than this many in a row */
  constructor(private readonly staleMs = 50, private readonly mostSkipped = 2) {}

  /** @param timestampUs the frame's own, in microseconds; @param nowMs when it was delivered */
  isStale(timestampUs: number, nowMs: number): boolean {
    const deliveryMs = nowMs - timestampUs / 1000;
    this.fastestMs = Math.min(this.fastestMs, deliveryMs);
    const stale = deliveryMs - this.fastestMs > this.staleMs && this.skipped < this.mostSkipped;
    this.skipped = stale ? this.skipped + 1 : 0;
    return stale;
  }
}
