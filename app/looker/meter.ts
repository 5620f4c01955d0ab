import { percentile } from '../../models/percentile';
import { NONE_DROPPED, type DroppedFrames, type FrameResult } from './messages';

/** Where an answer's time went, in milliseconds. */
export interface Split {
  /** From the camera until it was taken up. */
  readonly captureMs: number;
  readonly prepareMs: number;
  readonly networkMs: number;
  readonly readMs: number;
  readonly decodeMs: number;
  /** Between worker and page. */
  readonly deliverMs: number;
  /** Onto the screen, each time. */
  readonly drawMs: number;
}

export interface MeterReading {
  /** Answers a second over the last two seconds. */
  readonly fps: number;
  /** From the camera to the answer on the page: half of the last answers were faster. */
  readonly latencyP50Ms: number;
  readonly latencyP95Ms: number;
  /** Medians, so they need not add up to the latency exactly. */
  readonly split: Split;
  /** The last answers' latencies, oldest first. */
  readonly historyMs: readonly number[];
  /** Frames let go since the start. */
  readonly dropped: DroppedFrames;
  /** What lives on the engine between two frames. */
  readonly memory: FrameResult['memory'];
}

/** Answers and drawings that are remembered. */
const REMEMBERED = 60;
const FPS_WINDOW_MS = 2000;

interface Answer extends Omit<Split, 'drawMs'> {
  readonly atMs: number;
  readonly latencyMs: number;
}

/** Speed over the last answers. Times come in, so a test needs no clock. */
export class Meter {
  private answers: readonly Answer[] = [];
  private drawings: readonly number[] = [];
  private dropped = NONE_DROPPED;
  private memory: FrameResult['memory'] = { tensors: 0, bytes: 0 };

  /** @param atMs when the answer came, on the clock of its `takenAt` */
  add({ timings: { prepareMs, forwardMs, readMs, decodeMs }, takenAt, waitedMs, dropped, memory }: Omit<FrameResult, 'prediction'>, atMs: number): void {
    const afterCapture = atMs - takenAt;
    const deliverMs = Math.max(0, afterCapture - prepareMs - forwardMs - readMs - decodeMs);
    const answer = { atMs, latencyMs: waitedMs + afterCapture, captureMs: waitedMs, prepareMs, networkMs: forwardMs, readMs, decodeMs, deliverMs };
    this.answers = [...this.answers.slice(1 - REMEMBERED), answer];
    this.dropped = { busy: this.dropped.busy + dropped.busy, stale: this.dropped.stale + dropped.stale };
    this.memory = memory;
  }

  /** A drawing of what is seen was made. */
  readonly drew = (ms: number): void => {
    this.drawings = [...this.drawings.slice(1 - REMEMBERED), ms];
  };

  reset(): void {
    this.answers = [];
    this.drawings = [];
    this.dropped = NONE_DROPPED;
  }

  /** Undefined before the first answer. */
  read(nowMs: number): MeterReading | undefined {
    if (this.answers.length === 0) return undefined;
    const median = (part: keyof Answer) => percentile(this.answers.map((answer) => answer[part]), 0.5);
    return {
      fps: rate(this.answers.map(({ atMs }) => atMs), nowMs),
      latencyP50Ms: median('latencyMs'),
      latencyP95Ms: percentile(this.answers.map(({ latencyMs }) => latencyMs), 0.95),
      split: {
        captureMs: median('captureMs'),
        prepareMs: median('prepareMs'),
        networkMs: median('networkMs'),
        readMs: median('readMs'),
        decodeMs: median('decodeMs'),
        deliverMs: median('deliverMs'),
        drawMs: this.drawings.length === 0 ? 0 : percentile(this.drawings, 0.5),
      },
      historyMs: this.answers.map(({ latencyMs }) => latencyMs),
      dropped: this.dropped,
      memory: this.memory,
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
