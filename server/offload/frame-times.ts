import { kindKey, type FrameKind } from './frame-kind';

/** How much the newest frame counts for the expected time of the next, and how much is added for what varies. */
const SMOOTHING = 0.2;
const DEVIATIONS = 2;

interface Times {
  typicalMs: number;
  deviationMs: number;
}

/** What frames take a worker, as far as is known, in milliseconds: some models take fifty times as long as others. */
export class FrameTimes {
  private readonly known = new Map<string, Times>();

  /** The time to reckon with; 0 before the first frame. */
  expected(kind: FrameKind): number {
    const { typicalMs, deviationMs } = this.known.get(kindKey(kind)) ?? { typicalMs: 0, deviationMs: 0 };
    return typicalMs + DEVIATIONS * deviationMs;
  }

  took(kind: FrameKind, elapsedMs: number): void {
    const { typicalMs, deviationMs } = this.known.get(kindKey(kind)) ?? { typicalMs: elapsedMs, deviationMs: 0 };
    this.known.set(kindKey(kind), {
      typicalMs: typicalMs + SMOOTHING * (elapsedMs - typicalMs),
      deviationMs: deviationMs + SMOOTHING * (Math.abs(elapsedMs - typicalMs) - deviationMs),
    });
  }

  /** Frames were let go for what was expected: one slow frame must not keep all later ones from being tried. */
  doubt(kinds: readonly FrameKind[]): void {
    for (const key of new Set(kinds.map(kindKey))) {
      const times = this.known.get(key);
      if (times !== undefined) this.known.set(key, { typicalMs: times.typicalMs * (1 - SMOOTHING), deviationMs: times.deviationMs * (1 - SMOOTHING) });
    }
  }
}
