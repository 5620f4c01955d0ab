import { percentile } from '../../models/percentile';
import { STAGES, totalMs, type Stage, type StageTimes } from '../../models/prediction/stages';
import { NONE_DROPPED, type DroppedFrames, type FrameResult } from './messages';

export interface MeterReading {
  /** Answers a second over the last two seconds. */
  readonly fps: number;
  /** From the camera to the answer on the page: half of the last answers were faster. */
  readonly latencyP50Ms: number;
  readonly latencyP95Ms: number;
  /** Medians of the stages that the last answers had, in their order; they need not add up to the latency exactly. */
  readonly stages: readonly { readonly stage: Stage; readonly ms: number }[];
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

interface Answer {
  readonly stages: StageTimes;
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
  add({ timings, takenAt, waitedMs, dropped, memory }: Omit<FrameResult, 'prediction'>, atMs: number): void {
    const afterCapture = atMs - takenAt;
    // A server tells of its own stages, and stands in no line for the camera.
    const stages = timings.network === undefined ? { capture: waitedMs, ...timings, deliver: Math.max(0, afterCapture - totalMs(timings)) } : timings;
    const answer = { atMs, latencyMs: waitedMs + afterCapture, stages };
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
    return {
      fps: rate(this.answers.map(({ atMs }) => atMs), nowMs),
      latencyP50Ms: percentile(this.answers.map(({ latencyMs }) => latencyMs), 0.5),
      latencyP95Ms: percentile(this.answers.map(({ latencyMs }) => latencyMs), 0.95),
      stages: STAGES.flatMap((stage) => {
        const times = stage === 'draw' ? this.drawings : this.answers.flatMap(({ stages }) => stages[stage] ?? []);
        return times.length === 0 ? [] : [{ stage, ms: percentile(times, 0.5) }];
      }),
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
