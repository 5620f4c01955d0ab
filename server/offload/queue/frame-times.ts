import { kindKey, type FrameKind } from '../connection/frame-kind';

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

  /** The time to reckon with for frames that are looked at together, which take no longer than one after another; 0 before the first. */
  expected(kind: FrameKind, together = 1): number {
    const known = [1, together].flatMap((count) => {
      const times = this.known.get(keyOf(kind, count));
      return times === undefined ? [] : [(together / count) * (times.typicalMs + DEVIATIONS * times.deviationMs)];
    });
    return known.length === 0 ? 0 : Math.min(...known);
  }

  took(kind: FrameKind, elapsedMs: number, together = 1): void {
    const key = keyOf(kind, together);
    const { typicalMs, deviationMs } = this.known.get(key) ?? { typicalMs: elapsedMs, deviationMs: 0 };
    this.known.set(key, {
      typicalMs: typicalMs + SMOOTHING * (elapsedMs - typicalMs),
      deviationMs: deviationMs + SMOOTHING * (Math.abs(elapsedMs - typicalMs) - deviationMs),
    });
  }

  /** Frames were let go for what was expected: one slow frame must not keep all later ones from being tried. */
  doubt(kinds: readonly FrameKind[]): void {
    for (const key of new Set(kinds.map((kind) => keyOf(kind, 1)))) {
      const times = this.known.get(key);
      if (times !== undefined) this.known.set(key, { typicalMs: times.typicalMs * (1 - SMOOTHING), deviationMs: times.deviationMs * (1 - SMOOTHING) });
    }
  }
}

const keyOf = (kind: FrameKind, together: number): string => `${together} of ${kindKey(kind)}`;
