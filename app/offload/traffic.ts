/** Counts bytes over the last second. */
export class Traffic {
  private readonly sent: { readonly at: number; readonly bytes: number }[] = [];

  add(now: number, bytes: number): void {
    this.sent.push({ at: now, bytes });
    this.forget(now);
  }

  perSecond(now: number): number {
    this.forget(now);
    return this.sent.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  private forget(now: number): void {
    while (this.sent[0] !== undefined && now - this.sent[0].at >= 1000) this.sent.shift();
  }
}
