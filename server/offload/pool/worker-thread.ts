import { Worker } from 'node:worker_threads';
import { EngineError } from '../../../models/errors';
import { kindKey, type FrameKind } from '../frame-kind';
import type { FromWorker, LookRequest, Opened, Outcome, Ready, WorkerSetup } from './messages';
import { MOST_OPEN } from './open-models';

/** How long a thread may take before it counts as stuck. */
export interface Patience {
  /** To start, or to load a model. */
  readonly loadMs: number;
  /** To decode the pictures of one request and to look at them. */
  readonly frameMs: number;
}

/** The thread that had a frame crashed, or was ended; the frame may be given to another. */
export class WorkerLostError extends EngineError {}

/** The thread that had a frame hung, as another would. */
export class WorkerHungError extends WorkerLostError {}

interface Open {
  readonly request: LookRequest;
  resolve(outcomes: readonly Outcome[]): void;
  reject(error: WorkerLostError): void;
}

/** Memory of JavaScript alone; weights and tensors of native engines and of wasm lie outside. A leak ends one thread, not the server. */
const HEAP_MB = 1024;

/**
 * One worker thread, watched: it either answers in time or is ended. One request at a time.
 */
export class WorkerThread {
  /** What it runs on. Rejects with an EngineError when no engine can be used. */
  readonly ready: Promise<Ready>;
  /** Resolves with the reason when the thread is gone: it crashed, hung, or was stopped. */
  readonly gone: Promise<string>;

  private readonly worker: Worker;
  private open: Open | undefined;
  private watchdog: NodeJS.Timeout | undefined;
  private markReady: (ready: Ready) => void = () => undefined;
  private markUnusable: (error: EngineError) => void = () => undefined;
  private markGone: (reason: string) => void = () => undefined;
  private lost = false;
  /** Keys of what it has open, as far as is known from here; what was used last comes last. */
  private readonly kinds = new Set<string>();

  constructor(setup: WorkerSetup, private readonly patience: Patience, private readonly onOpened: (opened: Opened) => void) {
    this.ready = new Promise((resolve, reject) => {
      this.markReady = resolve;
      this.markUnusable = reject;
    });
    this.gone = new Promise((resolve) => {
      this.markGone = resolve;
    });
    this.worker = new Worker(new URL('./worker-start.mjs', import.meta.url), {
      execArgv: [],
      workerData: setup,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    this.watch(patience.loadMs, 'start');
    let reason = 'it ended';
    this.worker.on('message', (message: FromWorker) => this.hear(message));
    this.worker.on('error', (error) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    this.worker.on('exit', () => this.lose(reason));
  }

  /** How much it would have to do before it can look at such a frame: nothing, or the more the more it has open. */
  reluctance(kind: FrameKind): number {
    return this.kinds.has(kindKey(kind)) ? -1 : this.kinds.size;
  }

  /**
   * @returns what became of each frame, in their order
   * @throws WorkerLostError when the thread is gone before it has answered
   */
  run(request: LookRequest): Promise<readonly Outcome[]> {
    return new Promise((resolve, reject) => {
      if (this.lost || this.open !== undefined) {
        reject(new WorkerLostError(this.lost ? 'The thread is gone.' : 'The thread is at other frames.'));
        return;
      }
      this.open = { request, resolve, reject };
      this.watch(this.patience.loadMs, 'load the model');
      this.worker.postMessage(request);
    });
  }

  /** Ends the thread; an open frame rejects. Calling it twice is harmless. */
  stop(): void {
    this.lose('it was stopped');
  }

  private hear(message: FromWorker): void {
    switch (message.type) {
      case 'ready':
        clearTimeout(this.watchdog);
        return this.markReady(message);
      case 'unusable':
        return this.lose(message.reason);
      case 'opened':
        if (message.engine !== undefined) this.noteKind(message);
        return this.onOpened(message);
      case 'begun':
        if (this.open?.request.id === message.id) this.watch(this.patience.frameMs, 'answer');
        return;
      case 'looked': {
        const { open } = this;
        if (open?.request.id !== message.id) return;
        clearTimeout(this.watchdog);
        this.open = undefined;
        if (message.outcomes.some(({ type }) => type === 'answered')) this.noteKind(open.request);
        return open.resolve(message.outcomes);
      }
    }
  }

  private watch(limitMs: number, what: string): void {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.lose(`it did not ${what} within ${limitMs} ms`, WorkerHungError), limitMs);
  }

  private noteKind(kind: FrameKind): void {
    this.kinds.delete(kindKey(kind));
    this.kinds.add(kindKey(kind));
    for (const oldest of this.kinds) {
      if (this.kinds.size <= MOST_OPEN) break;
      this.kinds.delete(oldest);
    }
  }

  private lose(reason: string, Lost = WorkerLostError): void {
    if (this.lost) return;
    this.lost = true;
    clearTimeout(this.watchdog);
    this.markUnusable(new EngineError(reason));
    // Whoever did not ask whether it is ready hears of it through `gone`.
    this.ready.catch(() => undefined);
    this.open?.reject(new Lost(reason));
    this.open = undefined;
    // Native code cannot be interrupted, so nobody waits for this.
    void this.worker.terminate();
    this.markGone(reason);
  }
}
