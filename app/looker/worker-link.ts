import type { Card } from '../../models/artifact/card';
import type { BrowserEngine } from '../../models/engine/choose-engine';
import { runMs } from '../../models/prediction/stages';
import { percentile } from '../../models/percentile';
import { MemoryWatch } from './memory-watch';
import type { FromWorker, OpeningTimes, RunningEngine, FrameResult, ToWorker } from './messages';
import { WorkerWatchdog } from './worker-watchdog';
import type { Trouble } from './recovery';

export interface Running {
  readonly card: Card;
  readonly engine: RunningEngine;
  readonly opening?: OpeningTimes | undefined;
}

export interface LinkListener {
  readonly hear: (link: WorkerLink, message: FromWorker) => void;
  /** @param detail what the browser says of a crash */
  readonly troubled: (link: WorkerLink, trouble: Trouble, detail: string) => void;
  /** Its script did not come, or does not run here. */
  readonly unloaded: (link: WorkerLink) => void;
  /** It was asked after seconds of silence, and has had nothing to do. */
  readonly idle: (link: WorkerLink) => void;
}

/** It may take so long to load before its first word, on a slow network too. */
const LOADING_PATIENCE_S = 60;

/** A worker at work may be silent for so long, and for so many of its usual runs. */
const PATIENCE_S = 10;
const PATIENCE_RUNS = 5;
/** Until a run has shown it. */
const LONG_RUN_MS = 10_000;

/** One worker, and what is known of it. After `close` nothing is heard of it any more. */
export class WorkerLink {
  /** The model that it runs, once it does. */
  running: Running | undefined;
  /** What it runs on, or is about to. */
  engine: BrowserEngine | undefined;
  private memory = new MemoryWatch();
  private runsMs: readonly number[] = [];
  private opening = false;
  private heard = false;
  private asked = false;
  private closed = false;
  private readonly pulse: WorkerWatchdog;

  constructor(private readonly worker: Worker, private readonly listener: LinkListener) {
    this.pulse = new WorkerWatchdog(() => this.patienceS, () => this.ask(), () => (this.heard ? listener.troubled(this, 'hang', '') : listener.unloaded(this)));
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
      if (!this.closed) this.hear(data);
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      if (this.closed) return;
      // Without a message it tells of the script, which the browser could not load.
      if ('message' in event) listener.troubled(this, 'crash', event.message);
      else listener.unloaded(this);
    });
    worker.addEventListener('messageerror', () => {
      if (!this.closed) listener.troubled(this, 'crash', 'what it said could not be read');
    });
  }

  send(message: ToWorker, transfer: Transferable[] = []): void {
    this.worker.postMessage(message, transfer);
  }

  /** Opens a model; the same one at another size goes on running until then. */
  open(message: Omit<ToWorker & { readonly type: 'open' }, 'type'>): void {
    if (this.running?.card.name !== message.model) this.running = undefined;
    this.memory = new MemoryWatch();
    this.runsMs = [];
    this.opening = true;
    this.send({ type: 'open', ...message });
  }

  /** What a run of the model takes here, in milliseconds, median; undefined where nobody knows yet. */
  get runMs(): number | undefined {
    return this.runsMs.length === 0 ? this.running?.engine.runMs : percentile(this.runsMs, 0.5);
  }

  close(): void {
    this.closed = true;
    this.pulse.stop();
    this.worker.terminate();
  }

  private ask(): void {
    // It would answer only after what it has been asked already.
    this.asked = this.heard;
    if (this.asked) this.send({ type: 'ask' });
  }

  private hear(message: FromWorker): void {
    const idle = this.asked && message.type === 'alive';
    this.asked = false;
    this.heard = true;
    this.pulse.beat();
    if (message.type === 'unloaded') return this.listener.unloaded(this);
    if (idle) return this.listener.idle(this);
    if (message.type === 'progress') this.engine = message.progress.engine ?? this.engine;
    if (message.type === 'ready') this.engine = message.engine.name;
    if (message.type === 'ready' || message.type === 'failed') this.opening = false;
    this.listener.hear(this, message);
    if (message.type === 'seen') this.note(message.sight);
  }

  private note({ timings, memory }: FrameResult): void {
    this.runsMs = [...this.runsMs.slice(-9), runMs(timings)];
    if (this.memory.grows(memory)) this.listener.troubled(this, 'growth', '');
  }

  /** A model that is opened may take its time. */
  private get patienceS(): number | undefined {
    if (!this.heard) return LOADING_PATIENCE_S;
    if (this.running === undefined || this.opening) return undefined;
    return PATIENCE_S + (PATIENCE_RUNS * (this.runMs ?? LONG_RUN_MS)) / 1000;
  }
}
