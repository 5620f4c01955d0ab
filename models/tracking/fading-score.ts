/** About how long a score takes to rise, which is as good as at once, and to fall: what one look in between is not sure of does not flicker. */
const RISE_MS = 60;
const FALL_MS = 350;

/** A confidence from 0 to 1 that never jumps: it goes exponentially to what was seen last. */
export class FadingScore {
  private from: number;

  constructor(private to: number, private seenAtMs: number) {
    this.from = to;
  }

  see(score: number, timeMs: number): void {
    this.from = this.at(timeMs);
    this.to = score;
    this.seenAtMs = timeMs;
  }

  at(timeMs: number): number {
    const { from, to } = this;
    return to + (from - to) * Math.exp(-Math.max(0, timeMs - this.seenAtMs) / (to > from ? RISE_MS : FALL_MS));
  }
}
