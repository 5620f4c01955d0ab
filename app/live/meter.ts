import type { PredictionTimings } from '../../models/runtime/prediction';

/** Where an answer's time went, in milliseconds. */
export interface Split {
  readonly prepareMs: number;
  readonly networkMs: number;
  readonly readMs: number;
  readonly decodeMs: number;
  /** Between worker and page, and drawing. */
  readonly deliverMs: number;
}

export interface MeterReading {
  /** Answers a second over the last two seconds. */
  readonly fps: number;
  /** From taking a frame up to its answer on the page: half of the last answers were faster. */
  readonly latencyP50Ms: number;
  readonly latencyP95Ms: number;
  /** Medians, so they need not add up to the latency exactly. */
  readonly split: Split;
  /** The last answers' latencies, oldest first. */
  readonly historyMs: readonly number[];
  /** Frames let go since the start because newer ones had come. */
  readonly dropped: number;
}

const ANSWERS = 60;
const FPS_WINDOW_MS = 2000;

interface Answer extends Split {
  readonly atMs: number;
  readonly latencyMs: number;
}

/** Speed over the last answers. Times come in, so a test needs no clock. */
export class Meter {
  private answers: readonly Answer[] = [];
  private dropped = 0;

  add({ prepareMs, forwardMs, readMs, decodeMs }: PredictionTimings, takenAtMs: number, atMs: number, dropped: number): void {
    const latencyMs = atMs - takenAtMs;
    const deliverMs = Math.max(0, latencyMs - prepareMs - forwardMs - readMs - decodeMs);
    this.answers = [...this.answers.slice(1 - ANSWERS), { atMs, latencyMs, prepareMs, networkMs: forwardMs, readMs, decodeMs, deliverMs }];
    this.dropped += dropped;
  }

  reset(): void {
    this.answers = [];
    this.dropped = 0;
  }

  /** Undefined before the first answer. */
  read(nowMs: number): MeterReading | undefined {
    if (this.answers.length === 0) return undefined;
    const median = (part: keyof Answer) => percentile(this.answers.map((answer) => answer[part]), 0.5);
    return {
      fps: rate(this.answers.map(({ atMs }) => atMs), nowMs),
      latencyP50Ms: median('latencyMs'),
      latencyP95Ms: percentile(this.answers.map(({ latencyMs }) => latencyMs), 0.95),
      split: { prepareMs: median('prepareMs'), networkMs: median('networkMs'), readMs: median('readMs'), decodeMs: median('decodeMs'), deliverMs: median('deliverMs') },
      historyMs: this.answers.map(({ latencyMs }) => latencyMs),
      dropped: this.dropped,
    };
  }
}

/** Answers a second: intervals within the window over the time that they took; 0 when fewer than two lie in it. */
function rate(times: readonly number[], nowMs: number): number {
  const recent = times.filter((time) => time > nowMs - FPS_WINDOW_MS);
  const [first] = recent;
  const last = recent.at(-1);
  return first === undefined || last === undefined || last === first ? 0 : (1000 * (recent.length - 1)) / (last - first);
}

/** The smallest of the values that at least this share of them does not exceed. @param share above 0, up to 1 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}
