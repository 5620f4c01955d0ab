/** Until a video has shown it. */
const USUAL_S = 1 / 30;
/** Times that differ by less are of one picture. */
const SAME_S = 0.002;

/**
 * How long one picture of a video stands, learned from the times of pictures that were shown: between any two of them lie
 * whole pictures, so that the least distance is the length of one.
 */
export class FrameLength {
  private leastS = Infinity;
  private lastS: number | undefined;

  /** @param timeS of a picture's beginning */
  note(timeS: number): void {
    const distanceS = Math.abs(timeS - (this.lastS ?? timeS));
    if (distanceS > SAME_S) this.leastS = Math.min(this.leastS, distanceS);
    this.lastS = timeS;
  }

  get seconds(): number {
    return Number.isFinite(this.leastS) ? this.leastS : USUAL_S;
  }
}
