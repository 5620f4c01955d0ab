import type { Card } from '../../models/artifact/card';
import { percentile } from '../../models/runtime/percentile';
import { MemoryWatch } from './memory-watch';
import type { FromWorker, RunningEngine, Sight, ToWorker } from './messages';

export interface Running {
  readonly card: Card;
  readonly engine: RunningEngine;
}

export interface LinkListener {
  readonly hear: (link: WorkerLink, message: FromWorker) => void;
  readonly crashed: (link: WorkerLink, message: string) => void;
}

/** One worker, and what is known of it. After `close` nothing is heard of it any more. */
export class WorkerLink {
  /** The model that it runs, once it does. */
  running: Running | undefined;
  private memory = new MemoryWatch();
  private runsMs: readonly number[] = [];
  private closed = false;

  constructor(private readonly worker: Worker, listener: LinkListener) {
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
      if (!this.closed) listener.hear(this, data);
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      if (!this.closed) listener.crashed(this, event.message);
    });
  }

  send(message: ToWorker, transfer: Transferable[] = []): void {
    this.worker.postMessage(message, transfer);
  }

  open(message: Omit<ToWorker & { readonly type: 'open' }, 'type'>): void {
    this.running = undefined;
    this.memory = new MemoryWatch();
    this.runsMs = [];
    this.send({ type: 'open', ...message });
  }

  /** Takes note of an answer. @returns whether the worker's memory has grown for good */
  note({ timings, memory }: Sight): boolean {
    this.runsMs = [...this.runsMs.slice(-9), timings.forwardMs + timings.readMs];
    return this.memory.grows(memory);
  }

  /** What a run of the model takes here, in milliseconds, median; undefined where nobody knows yet. */
  get runMs(): number | undefined {
    return this.runsMs.length === 0 ? this.running?.engine.runMs : percentile(this.runsMs, 0.5);
  }

  close(): void {
    this.closed = true;
    this.worker.terminate();
  }
}
