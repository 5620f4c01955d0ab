import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { totalMs } from '../../models/prediction/stages';
import type { FrameOutcome } from './queue/dispatcher';

/** What the gauges show, asked when someone looks. */
export interface Readings {
  readonly connections: () => number;
  readonly waiting: () => number;
  readonly busyWorkers: () => number;
  readonly readyWorkers: () => number;
  /** Milliseconds that never grow fewer. */
  readonly workerCpuMs: () => number;
  /** By model; undefined where none runs it. */
  readonly modelEngines: () => ReadonlyMap<string, string | undefined>;
}

const SECONDS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];

/** Counts for Prometheus. Nothing in them tells of a person or a picture. */
export class OffloadMetrics {
  private readonly registry = new Registry();
  private readonly frames: Counter<'outcome'>;
  private readonly pictureBytes: Counter;
  private readonly seconds: Histogram<'stage'>;
  private readonly workerSeconds: Counter;
  private readonly together: Counter;
  private readonly replaced: Counter;
  private readonly failures: Counter<'code'>;

  constructor(readings: Readings) {
    const registers = [this.registry];
    // Among them how long the event loop is held up (nodejs_eventloop_lag_*).
    collectDefaultMetrics({ register: this.registry });
    this.frames = new Counter({ name: 'fovea_offload_frames_total', help: 'Frames by what became of them: result, or the reason of a drop', labelNames: ['outcome'], registers });
    this.pictureBytes = new Counter({ name: 'fovea_offload_picture_bytes_total', help: 'Bytes of pictures received', registers });
    this.seconds = new Histogram({ name: 'fovea_offload_seconds', help: 'Time of answered frames by stage', labelNames: ['stage'], buckets: SECONDS, registers });
    this.workerSeconds = new Counter({ name: 'fovea_offload_worker_seconds_total', help: 'Time that workers spent on answered frames; its rate over fovea_offload_workers is how full the server is', registers });
    this.together = new Counter({ name: 'fovea_offload_frames_together_total', help: 'Answered frames that were looked at in one run with others', registers });
    this.replaced = new Counter({ name: 'fovea_offload_workers_replaced_total', help: 'Workers that crashed or hung', registers });
    this.failures = new Counter({ name: 'fovea_offload_failures_total', help: 'Connections and messages that were refused', labelNames: ['code'], registers });
    this.show('fovea_offload_connections', 'Open connections', readings.connections);
    this.show('fovea_offload_waiting_frames', 'Frames that wait for a worker', readings.waiting);
    this.show('fovea_offload_busy_workers', 'Workers that are at a frame', readings.busyWorkers);
    this.show('fovea_offload_workers', 'Workers that are ready', readings.readyWorkers);
    new Counter({
      name: 'fovea_offload_worker_cpu_seconds_total', help: 'Processor time of the workers, which process_cpu_seconds_total does not count', registers,
      collect() {
        this.reset();
        this.inc(readings.workerCpuMs() / 1000);
      },
    });
    new Gauge({
      name: 'fovea_offload_model_engine', help: 'The engine that a model runs on, once it was asked for: 1; engine="none" where none runs it', labelNames: ['model', 'engine'], registers,
      collect() {
        this.reset();
        for (const [model, engine = 'none'] of readings.modelEngines()) this.set({ model, engine }, 1);
      },
    });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }

  received(bytes: number): void {
    this.pictureBytes.inc(bytes);
  }

  answered(outcome: FrameOutcome): void {
    this.frames.inc({ outcome: outcome.type === 'result' ? 'result' : outcome.reason });
    if (outcome.type === 'dropped') return;
    const { together, timings: { stages, totalMs: total } } = outcome;
    for (const [stage, ms] of Object.entries({ ...stages, total })) this.seconds.observe({ stage }, ms / 1000);
    this.workerSeconds.inc(totalMs({ ...stages, queue: 0 }) / 1000 / together);
    if (together > 1) this.together.inc();
  }

  failed(code: string): void {
    this.failures.inc({ code });
  }

  workerReplaced(): void {
    this.replaced.inc();
  }

  private show(name: string, help: string, read: () => number): void {
    new Gauge({ name, help, registers: [this.registry], collect() { this.set(read()); } });
  }
}
