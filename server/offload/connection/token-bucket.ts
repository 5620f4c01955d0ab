/** Lets through so many a second on average, and a burst of a second's worth. */
export class TokenBucket {
  private tokens: number;
  private at: number;

  constructor(private readonly perSecond: number, now: number) {
    this.tokens = Math.max(1, perSecond);
    this.at = now;
  }

  /** @param now milliseconds */
  take(now: number): boolean {
    this.tokens = Math.min(Math.max(1, this.perSecond), this.tokens + ((now - this.at) / 1000) * this.perSecond);
    this.at = now;
    if (this.tokens < 1) return false;
    this.tokens--;
    return true;
  }
}
