/** How fast a run goes: of the steps since `begin` for the log, of all steps so far for the time left. */
export class Pace {
  private interval: { readonly step: number; readonly ms: number; readonly waitedMs: number };
  private earlier = { steps: 0, ms: 0 };

  /** @param waitedMs time spent waiting for data so far; @param now milliseconds of a clock */
  constructor(private readonly imagesPerStep: number, step: number, private readonly waitedMs: () => number, private readonly now: () => number) {
    this.interval = { step, ms: now(), waitedMs: waitedMs() };
  }

  /** Ends an interval at `step`; the time until `begin` (an evaluation, a checkpoint) counts for nothing. */
  end(step: number): void {
    this.earlier = { steps: this.earlier.steps + step - this.interval.step, ms: this.earlier.ms + this.now() - this.interval.ms };
  }

  begin(step: number): void {
    this.interval = { step, ms: this.now(), waitedMs: this.waitedMs() };
  }

  /** Of the interval up to `step`. */
  speed(step: number): { imagesPerSecond: number; waitShare: number } {
    const ms = Math.max(this.now() - this.interval.ms, 1e-3);
    return { imagesPerSecond: ((step - this.interval.step) * this.imagesPerStep * 1000) / ms, waitShare: (this.waitedMs() - this.interval.waitedMs) / ms };
  }

  /** From `step` to the last, without evaluations. */
  secondsLeft(step: number, steps: number): number {
    const done = this.earlier.steps + step - this.interval.step;
    const ms = this.earlier.ms + this.now() - this.interval.ms;
    return ((steps - step) * ms) / Math.max(done, 1) / 1000;
  }
}
