export interface OneEuroOptions {
  /** Hz; what is still is smoothed this much. Lower is calmer. */
  readonly minCutoff: number;
  /** Hz per unit of speed: how fast a moving signal frees itself of the smoothing. */
  readonly beta: number;
  /** Hz, of the speed's own smoothing. */
  readonly derivativeCutoff: number;
}

/**
 * The One-Euro filter: a low-pass whose cutoff grows with the signal's speed, so that what stands still does not
 * tremble and what moves does not lag (Casiez, Roussel, Vogel 2012, algorithm 1). Unlike there the speed is that of the
 * unsmoothed values, because the smoothed one's lag would count as speed, and here the speed is used itself.
 */
export class OneEuroFilter {
  private last: { readonly raw: number; readonly value: number; readonly speed: number; readonly atMs: number } | undefined;

  constructor(private readonly options: OneEuroOptions) {}

  /** Units a second, smoothed; 0 before the second value. */
  get speed(): number {
    return this.last?.speed ?? 0;
  }

  /** Takes in a value. One that is not later than the value before changes nothing. @returns the smoothed value */
  filter(value: number, atMs: number): number {
    const { last } = this;
    if (last === undefined) {
      this.last = { raw: value, value, speed: 0, atMs };
      return value;
    }
    const seconds = (atMs - last.atMs) / 1000;
    if (seconds <= 0) return last.value;
    const { minCutoff, beta, derivativeCutoff } = this.options;
    const speed = mix(last.speed, (value - last.raw) / seconds, smoothing(derivativeCutoff, seconds));
    const smoothed = mix(last.value, value, smoothing(minCutoff + beta * Math.abs(speed), seconds));
    this.last = { raw: value, value: smoothed, speed, atMs };
    return smoothed;
  }
}

/** The weight of the new value (equation 3 with r of equation 4). */
function smoothing(cutoff: number, seconds: number): number {
  const r = 2 * Math.PI * cutoff * seconds;
  return r / (r + 1);
}

const mix = (old: number, fresh: number, weight: number): number => old + weight * (fresh - old);
