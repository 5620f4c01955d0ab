const WINDOW_MS = 2500;
/** What has just begun counts as if it had gone on for so long. */
const SHORTEST_MS = 1000;

/** Bytes that leave, averaged over the last moments. */
export class Traffic {
  private sent: { readonly at: number; readonly bytes: number }[] = [];
  /** Since when there has been no pause as long as the window. */
  private since = 0;

  add(now: number, bytes: number): void {
    this.forget(now);
    if (this.sent.length === 0) this.since = now;
    this.sent.push({ at: now, bytes });
  }

  perSecond(now: number): number {
    this.forget(now);
    const elapsedMs = Math.min(WINDOW_MS, Math.max(SHORTEST_MS, now - this.since));
    return (1000 * this.sent.reduce((sum, { bytes }) => sum + bytes, 0)) / elapsedMs;
  }

  /** Nothing leaves any more. */
  stop(): void {
    this.sent = [];
  }

  private forget(now: number): void {
    this.sent = this.sent.filter(({ at }) => now - at < WINDOW_MS);
  }
}
