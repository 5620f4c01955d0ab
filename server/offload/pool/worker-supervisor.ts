import { availableParallelism } from 'node:os';
import type { Log } from '../../log';
import type { EngineFacts, Opened, Ready, WorkerSetup } from './messages';
import type { Patience } from './watchdog';
import { WorkerLostError, WorkerProcess } from './worker-process';

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
  /** The model that every worker loads first. */
  readonly model: string;
  readonly pixels: number;
  readonly patience: Patience;
}

export interface PoolFacts extends EngineFacts {
  readonly together: number;
  readonly workers: number;
}

export interface SupervisorListeners {
  /** A worker can look at frames. */
  onReady(worker: WorkerProcess): void;
  /** One that could is gone, and another is started in its place. */
  onLost(worker: WorkerProcess, reason: string): void;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;

/** Keeps as many workers as there should be: the first one chooses the engine, and each that is lost gets a successor. */
export class WorkerSupervisor {
  private readonly workers = new Set<WorkerProcess>();
  private starting: Promise<PoolFacts> | undefined;
  private chosen: PoolFacts | undefined;
  /** What workers may use, the chosen engine first. */
  private ranked: readonly string[] = [];
  private readonly enginesOfModels = new Map<string, string | undefined>();
  private closed = false;
  /** Of those that are no more. */
  private endedCpuMs = 0;
  private readonly pauses = new Set<NodeJS.Timeout>();

  constructor(private readonly options: PoolOptions, private readonly listeners: SupervisorListeners, private readonly log: Log) {}

  /** What the workers run on, once they run. */
  get facts(): PoolFacts | undefined {
    return this.chosen;
  }

  /** The engine that each model runs on, of those that were opened; undefined where none runs it. */
  get modelEngines(): ReadonlyMap<string, string | undefined> {
    return this.enginesOfModels;
  }

  /** Processor time that workers have used, all that there have been. */
  get cpuMs(): number {
    return [...this.workers].reduce((sum, { cpuMs }) => sum + cpuMs, this.endedCpuMs);
  }

  /** Starts the workers, the first time it is called. @throws EngineError when no engine can be used; a later call tries again */
  start(): Promise<PoolFacts> {
    this.starting ??= this.choose().catch((error: unknown) => {
      this.starting = undefined;
      throw error;
    });
    return this.starting;
  }

  /** Ends all workers. @returns once their processes are no more */
  async close(): Promise<void> {
    this.closed = true;
    for (const pause of this.pauses) clearTimeout(pause);
    for (const worker of this.workers) worker.stop();
    await Promise.all([...this.workers].map(({ ended }) => ended));
  }

  private async choose(): Promise<PoolFacts> {
    if (this.closed) throw new WorkerLostError('The pool is closed.');
    const { worker, ready: { engine, ranked, others, together } } = await this.startFirst(this.options.engines, []);
    this.ranked = ranked;
    this.chosen = { ...engine, together, workers: this.options.workers ?? (engine.uses === 'one core' ? availableParallelism() : 1) };
    this.log.info({ ...this.chosen, others }, 'engine chosen');
    this.superviseReady(worker);
    for (let count = 1; count < this.chosen.workers; count++) this.add(0);
    return this.chosen;
  }

  /** An engine that ends the process while it is measured is left out the next time. @param others why engines were left out */
  private async startFirst(engines: readonly string[], others: readonly string[]): Promise<{ readonly worker: WorkerProcess; readonly ready: Ready }> {
    const worker = this.startWorker(engines, this.options.engines.length > 1);
    try {
      const ready = await worker.ready;
      return { worker, ready: { ...ready, others: [...others, ...ready.others] } };
    } catch (error) {
      const rest = engines.filter((name) => name !== worker.triedEngine);
      if (this.closed || !(error instanceof WorkerLostError) || rest.length === 0 || rest.length === engines.length) throw error;
      return this.startFirst(rest, [...others, `${worker.triedEngine ?? ''}: ${error.message}`]);
    }
  }

  private startWorker(engines: readonly string[], measure: boolean): WorkerProcess {
    const { enginesModule, folders, model, pixels, patience } = this.options;
    const worker = new WorkerProcess({
      enginesModule, engines, measure, folders, model, pixels,
      together: this.chosen?.together ?? this.options.together, cores: this.options.workers ?? availableParallelism(),
    }, patience, (opened) => this.noteOpened(opened));
    this.log.info({ pid: worker.pid }, 'worker started');
    this.workers.add(worker);
    void worker.ended.then(() => {
      this.endedCpuMs += worker.cpuMs;
      this.workers.delete(worker);
    });
    return worker;
  }

  /** The same happens in every worker, and is said once. */
  private noteOpened({ model, engine, reasons }: Opened): void {
    if (this.enginesOfModels.has(model) && this.enginesOfModels.get(model) === engine) return;
    this.enginesOfModels.set(model, engine);
    if (engine === undefined) this.log.error({ model, reasons }, 'no engine runs a model');
    else if (reasons.length > 0) this.log.warn({ model, engine, reasons }, 'a model runs on another engine');
  }

  /** @param failures how many in a row, before this one and in its place, have not answered for a single frame */
  private add(failures: number): void {
    if (this.closed) return;
    const worker = this.startWorker(this.ranked, false);
    worker.ready.then(
      () => this.superviseReady(worker, failures),
      (error: unknown) => {
        if (this.closed) return;
        const pauseMs = this.addLater(failures);
        this.log.error({ reason: error instanceof Error ? error.message : String(error), pauseMs }, 'worker did not start');
      },
    );
  }

  /** Whoever fails at once would fail again, and starting costs what others could use: the pause grows with each. @returns it */
  private addLater(failures: number): number {
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures);
    const pause = setTimeout(() => {
      this.pauses.delete(pause);
      this.add(failures + 1);
    }, pauseMs);
    this.pauses.add(pause);
    return pauseMs;
  }

  private superviseReady(worker: WorkerProcess, failures = 0): void {
    void worker.gone.then((reason) => {
      if (this.closed) return;
      this.listeners.onLost(worker, reason);
      const pauseMs = worker.hasAnswered ? 0 : this.addLater(failures);
      if (pauseMs === 0) this.add(0);
      this.log.warn({ reason, pauseMs }, 'worker replaced');
    });
    this.listeners.onReady(worker);
  }
}
