import type { DroppedFrames } from '../../looker/messages';

/**
 * Follows the frames of a stream by their timestamps: which waited in a queue while the engine was busy and are let
 * go, how many the stream itself let go, and how old a frame is. A timestamp has a clock of its own, so age is counted
 * from the fastest delivery seen so far.
 */
export class FrameAge {
  private fastestMs = Infinity;
  private lastTimestampUs: number | undefined;
  private skipped = 0;
  private dropped = { busy: 0, stale: 0 };
  /** Of the newest frame, in milliseconds. */
  ageMs = 0;

  /**
   * @param frameMs between two frames of the source; unknown: what the stream lets go is not counted
   * @param staleMs a frame that is older than this is let go
   * @param mostSkipped but never more than this many in a row
   */
  constructor(private readonly frameMs: number | undefined, private readonly staleMs = 50, private readonly mostSkipped = 2) {}

  /** @param timestampUs the frame's own, in microseconds; @param nowMs when it was delivered; @returns whether to let it go */
  isStale(timestampUs: number, nowMs: number): boolean {
    if (this.frameMs !== undefined && this.lastTimestampUs !== undefined) {
      this.dropped.busy += Math.max(0, Math.round((timestampUs - this.lastTimestampUs) / 1000 / this.frameMs) - 1);
    }
    this.lastTimestampUs = timestampUs;
    const deliveryMs = nowMs - timestampUs / 1000;
    this.fastestMs = Math.min(this.fastestMs, deliveryMs);
    this.ageMs = deliveryMs - this.fastestMs;
    const stale = this.ageMs > this.staleMs && this.skipped < this.mostSkipped;
    this.skipped = stale ? this.skipped + 1 : 0;
    if (stale) this.dropped.stale++;
    return stale;
  }

  /** What was let go since the last time that it was asked. */
  takeDropped(): DroppedFrames {
    const { dropped } = this;
    this.dropped = { busy: 0, stale: 0 };
    return dropped;
  }
}
