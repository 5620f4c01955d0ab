import { availableParallelism } from 'node:os';
import type { Log } from '../../log';
import type { EngineFacts, FrameToSee, Opened, Outcome, WorkerSetup } from './messages';
import type { FrameKind } from '../frame-kind';
import { type Patience, WorkerHungError, WorkerLostError, WorkerThread } from './worker-thread';

export interface PoolOptions {
  /** A module that exports `engines`, as ./engines.ts does. */
  readonly enginesModule: string;
  /** Names of engines: one that was asked for, or several of which the fastest is taken. */
  readonly engines: readonly string[];
  /** Default: as many as the machine has room for on the chosen engine. */
  readonly workers: number | undefined;
  /** How many frames of one kind are looked at in one run. Default: as is measured to be fastest. */
  readonly together: number | undefined;
  readonly folders: WorkerSetup['folders'];
  /** The model that every thread loads first. */
  readonly model: string;
  readonly pixels: number;
  readonly patience: Patience;
}

export interface PoolFacts extends EngineFacts {
  readonly together: number;
  readonly workers: number;
}

export interface PoolListeners {
  /** A worker has nothing to do. */
  onFree(): void;
  /** A thread was lost and is being replaced. */
  onReplaced(reason: string): void;
}

interface Job extends FrameToSee, FrameKind {
  /** Of `performance.now`. */
  readonly deadlineAt: number;
}

/** A frame that takes so much longer than any may wait hangs; below a few seconds it may be the machine that is busy. */
export const patienceFor = (deadlineMs: number): Patience => ({ loadMs: 60_000, frameMs: Math.max(5000, 2 * deadlineMs) });

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Threads that look at frames. It starts when asked to, chooses its engine then, and replaces what crashes or hangs
 * while the other threads go on. A frame that was with a thread that crashed goes to another one once.
 */
export class WorkerPool {
  private readonly idle: WorkerThread[] = [];
  private readonly threads = new Set<WorkerThread>();
  /** Frames to be tried again; they go before new ones. */
  private readonly waiters: ((thread: WorkerThread | undefined) => void)[] = [];
  private starting: Promise<PoolFacts> | undefined;
  private chosen: PoolFacts | undefined;
  /** What threads may use, the chosen engine first. */
  private ranked: readonly string[] = [];
  private readonly enginesOfModels = new Map<string, string | undefined>();
  private busy = 0;
  private failedStarts = 0;
  private nextId = 0;
  private closed = false;
  private readonly pauses = new Set<NodeJS.Timeout>();

  constructor(private readonly options: PoolOptions, private readonly listeners: PoolListeners, private readonly log: Log) {}

  /** What it runs on, once it runs. */
  get facts(): PoolFacts | undefined {
    return this.chosen;
  }

  /** The engine that each model runs on, of those that were opened; undefined where none runs it. */
  get modelEngines(): ReadonlyMap<string, string | undefined> {
    return this.enginesOfModels;
  }

  get idleCount(): number {
    return this.waiters.length > 0 ? 0 : this.idle.length;
  }

  /** Threads that work. */
  get busyCount(): number {
    return this.busy;
  }

  /** How many frames of one kind it looks at in one run, where so many wait. */
  get together(): number {
    return this.chosen?.together ?? 1;
  }

  /** Threads that work or could. */
  get readyCount(): number {
    return this.idle.length + this.busy;
  }

  /** Starts the threads, the first time it is called. @throws EngineError when no engine can be used; a later call tries again */
  start(): Promise<PoolFacts> {
    this.starting ??= this.choose().catch((error: unknown) => {
      this.starting = undefined;
      throw error;
    });
    return this.starting;
  }

  /**
   * To be called while `idleCount` is above 0, with as many frames of one kind as may be looked at together.
   * @returns what becomes of each. Rejects with WorkerLostError for a frame that has cost two threads, or one until its
   * deadline, or one that hung, or when the pool is closed
   */
  run(frames: readonly Job[]): readonly Promise<Outcome>[] {
    const together = this.runOn(this.takeIdle(frames[0]), frames);
    return frames.map(async (frame, index) => {
      try {
        return outcomeAt(await together, index);
      } catch (error) {
        if (this.closed || error instanceof WorkerHungError || performance.now() > frame.deadlineAt) throw error;
        // Each once more and by itself, in case it was not its fault.
        return outcomeAt(await this.runOn(await this.nextIdle(), [frame]), 0);
      }
    });
  }

  /** Ends all threads; what they were at rejects. */
  close(): void {
    this.closed = true;
    for (const pause of this.pauses) clearTimeout(pause);
    for (const waiter of this.waiters.splice(0)) waiter(undefined);
    for (const thread of this.threads) thread.stop();
    this.idle.length = 0;
  }

  private async runOn(thread: WorkerThread | undefined, frames: readonly Job[]): Promise<readonly Outcome[]> {
    const [first] = frames;
    if (thread === undefined || first === undefined) throw new WorkerLostError('There is no thread.');
    const { model, size } = first;
    const now = performance.now();
    const sent = frames.map(({ scoreThreshold, width, height, picture, deadlineAt }) => ({ scoreThreshold, width, height, picture, leftMs: deadlineAt - now }));
    this.busy++;
    const outcomes = await thread.run({ id: this.nextId++, model, size, frames: sent }).finally(() => this.busy--);
    this.release(thread);
    return outcomes;
  }

  private async choose(): Promise<PoolFacts> {
    // The first thread chooses the engine; the others are told.
    const { engines } = this.options;
    const thread = this.startThread(engines, engines.length > 1);
    const { engine, ranked, others, together } = await thread.ready;
    this.ranked = ranked;
    this.chosen = { ...engine, together, workers: this.options.workers ?? (engine.uses === 'one core' ? availableParallelism() : 1) };
    this.log.info({ ...this.chosen, others }, 'engine chosen');
    this.keep(thread);
    while (this.threads.size < this.chosen.workers) this.add();
    return this.chosen;
  }

  private startThread(names: readonly string[], measure: boolean): WorkerThread {
    const { enginesModule, folders, model, pixels, patience } = this.options;
    const thread = new WorkerThread({ enginesModule, engines: names, measure, together: this.chosen?.together ?? this.options.together, cores: this.options.workers ?? availableParallelism(), folders, model, pixels }, patience, (opened) => this.noteOpened(opened));
    this.threads.add(thread);
    void thread.gone.then(() => this.threads.delete(thread));
    return thread;
  }

  /** The same happens in every thread, and is said once. */
  private noteOpened({ model, engine, reasons }: Opened): void {
    if (this.enginesOfModels.has(model) && this.enginesOfModels.get(model) === engine) return;
    this.enginesOfModels.set(model, engine);
    if (engine === undefined) this.log.error({ model, reasons }, 'no engine runs a model');
    else if (reasons.length > 0) this.log.warn({ model, engine, reasons }, 'a model runs on another engine');
  }

  private add(): void {
    if (this.closed || this.chosen === undefined) return;
    const thread = this.startThread(this.ranked, false);
    thread.ready.then(
      () => {
        this.failedStarts = 0;
        this.keep(thread);
      },
      (error: unknown) => this.addLater(error instanceof Error ? error.message : String(error)),
    );
  }

  /** A thread did not start: a next one may, after a pause that grows. */
  private addLater(reason: string): void {
    if (this.closed) return;
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.failedStarts++);
    this.log.error({ reason, pauseMs }, 'worker did not start');
    const pause = setTimeout(() => {
      this.pauses.delete(pause);
      this.add();
    }, pauseMs);
    this.pauses.add(pause);
  }

  private keep(thread: WorkerThread): void {
    void thread.gone.then((reason) => {
      const at = this.idle.indexOf(thread);
      if (at >= 0) this.idle.splice(at, 1);
      if (this.closed) return;
      this.log.warn({ reason }, 'worker replaced');
      this.listeners.onReplaced(reason);
      this.add();
    });
    this.release(thread);
  }

  private release(thread: WorkerThread): void {
    if (!this.threads.has(thread)) return;
    const waiter = this.waiters.shift();
    if (waiter !== undefined) {
      waiter(thread);
      return;
    }
    this.idle.push(thread);
    this.listeners.onFree();
  }

  /** A model that one thread has open is not opened in all of them. */
  private takeIdle(kind: FrameKind | undefined): WorkerThread | undefined {
    const [first, ...others] = this.idle;
    if (first === undefined || kind === undefined) return undefined;
    const best = others.reduce((one, other) => (other.reluctance(kind) < one.reluctance(kind) ? other : one), first);
    this.idle.splice(this.idle.indexOf(best), 1);
    return best;
  }

  private nextIdle(): Promise<WorkerThread | undefined> {
    const thread = this.idle.pop();
    if (thread !== undefined || this.closed) return Promise.resolve(thread);
    return new Promise((resolve) => {
      this.waiters.push(resolve);
    });
  }
}

function outcomeAt(outcomes: readonly Outcome[], index: number): Outcome {
  const outcome = outcomes[index];
  if (outcome === undefined) throw new WorkerLostError('The thread gave no answer for the frame.');
  return outcome;
}
