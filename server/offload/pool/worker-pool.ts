import type { Log } from '../../log';
import type { FrameKind } from '../connection/frame-kind';
import type { FrameToSee, Outcome } from './messages';
import { WorkerHungError, WorkerLostError, type WorkerProcess } from './worker-process';
import { WorkerSupervisor, type PoolFacts, type PoolOptions } from './worker-supervisor';

export interface PoolListeners {
  /** A worker has nothing to do. */
  onFree(): void;
  /** A worker was lost and is being replaced. */
  onReplaced(reason: string): void;
}

/** A frame for a worker. */
export interface Job extends FrameToSee, FrameKind {
  /** Of `performance.now`. */
  readonly deadlineAt: number;
}

/** What a server uses of its pool. */
export type Pool = Pick<WorkerPool, keyof WorkerPool>;

/**
 * Hands frames to workers that have nothing to do. It starts when asked to, and goes on while workers crash or hang and
 * are replaced. A frame that was with one that crashed goes to another one once.
 */
export class WorkerPool {
  private readonly supervisor: WorkerSupervisor;
  private readonly idle: WorkerProcess[] = [];
  /** Frames to be tried again; they go before new ones. */
  private readonly waiters: ((worker: WorkerProcess | undefined) => void)[] = [];
  private busy = 0;
  private nextId = 0;
  private closed = false;

  constructor(options: PoolOptions, private readonly listeners: PoolListeners, log: Log) {
    this.supervisor = new WorkerSupervisor(options, {
      onReady: (worker) => this.release(worker),
      onLost: (worker, reason) => {
        const at = this.idle.indexOf(worker);
        if (at >= 0) this.idle.splice(at, 1);
        listeners.onReplaced(reason);
      },
    }, log);
  }

  /** What it runs on, once it runs. */
  get facts(): PoolFacts | undefined {
    return this.supervisor.facts;
  }

  /** The engine that each model runs on, of those that were opened; undefined where none runs it. */
  get modelEngines(): ReadonlyMap<string, string | undefined> {
    return this.supervisor.modelEngines;
  }

  /** Processor time that workers have used. */
  get workerCpuMs(): number {
    return this.supervisor.cpuMs;
  }

  get idleCount(): number {
    return this.waiters.length > 0 ? 0 : this.idle.length;
  }

  /** Workers that work. */
  get busyCount(): number {
    return this.busy;
  }

  /** How many frames of one kind it looks at in one run, where so many wait. */
  get together(): number {
    return this.facts?.together ?? 1;
  }

  /** Workers that work or could. */
  get readyCount(): number {
    return this.idle.length + this.busy;
  }

  /** Starts the workers, the first time it is called. @throws EngineError when no engine can be used; a later call tries again */
  start(): Promise<PoolFacts> {
    return this.supervisor.start();
  }

  /**
   * To be called while `idleCount` is above 0, with as many frames of one kind as may be looked at together.
   * @returns what becomes of each. Rejects with WorkerLostError for a frame that has cost two workers, or one until its
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

  /** Ends all workers; what they were at rejects. @returns once their processes are no more */
  async close(): Promise<void> {
    this.closed = true;
    for (const waiter of this.waiters.splice(0)) waiter(undefined);
    this.idle.length = 0;
    await this.supervisor.close();
  }

  private async runOn(worker: WorkerProcess | undefined, frames: readonly Job[]): Promise<readonly Outcome[]> {
    const [first] = frames;
    if (worker === undefined || first === undefined) throw new WorkerLostError('There is no worker.');
    const { model, size } = first;
    const now = performance.now();
    const sent = frames.map(({ options, width, height, picture, deadlineAt }) => ({ options, width, height, picture, leftMs: deadlineAt - now }));
    this.busy++;
    const outcomes = await worker.run({ id: this.nextId++, model, size, frames: sent }).finally(() => this.busy--);
    this.release(worker);
    return outcomes;
  }

  private release(worker: WorkerProcess): void {
    if (!worker.usable) return;
    const waiter = this.waiters.shift();
    if (waiter !== undefined) {
      waiter(worker);
      return;
    }
    this.idle.push(worker);
    this.listeners.onFree();
  }

  /** A model that one worker has open is not opened in all of them. */
  private takeIdle(kind: FrameKind | undefined): WorkerProcess | undefined {
    const [first, ...others] = this.idle;
    if (first === undefined || kind === undefined) return undefined;
    const best = others.reduce((one, other) => (other.reluctance(kind) < one.reluctance(kind) ? other : one), first);
    this.idle.splice(this.idle.indexOf(best), 1);
    return best;
  }

  private nextIdle(): Promise<WorkerProcess | undefined> {
    const worker = this.idle.pop();
    if (worker !== undefined || this.closed) return Promise.resolve(worker);
    return new Promise((resolve) => {
      this.waiters.push(resolve);
    });
  }
}

function outcomeAt(outcomes: readonly Outcome[], index: number): Outcome {
  const outcome = outcomes[index];
  if (outcome === undefined) throw new WorkerLostError('The worker gave no answer for the frame.');
  return outcome;
}
