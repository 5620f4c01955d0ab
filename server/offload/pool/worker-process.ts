import { fork, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { EngineError } from '../../../models/errors';
import { kindKey, type FrameKind } from '../connection/frame-kind';
import type { FromWorker, LookRequest, Opened, Outcome, Ready, WorkerSetup } from './messages';
import { MOST_OPEN } from './shared-models';
import { BEAT_MS, Watchdog, type Patience } from './watchdog';

/** The worker that had a frame crashed, or was ended; the frame may be given to another. */
export class WorkerLostError extends EngineError {}

/** The worker that had a frame hung, as another would. */
export class WorkerHungError extends WorkerLostError {}

interface Open {
  readonly request: LookRequest;
  resolve(outcomes: readonly Outcome[]): void;
  reject(error: EngineError): void;
}

/** Memory of JavaScript alone; weights and tensors of native engines and of wasm lie outside. A leak ends one worker, not the server. */
const HEAP_MB = 1024;

/**
 * One worker, watched: it either answers in time or is ended. One request at a time. A process of its own, for a thread
 * that is ended in native code takes the whole process along, as native code does that crashes.
 */
export class WorkerProcess {
  /** What it runs on. Rejects with an EngineError when no engine can be used. */
  readonly ready: Promise<Ready>;
  /** Resolves with the reason when it is of no more use: it crashed, hung, or was stopped. */
  readonly gone: Promise<string>;
  /** Resolves when the process is no more. */
  readonly ended: Promise<void>;

  private readonly child: ChildProcess;
  private readonly watchdog = new Watchdog((reason) => this.lose(new WorkerHungError(reason)));
  private open: Open | undefined;
  private markReady: (ready: Ready) => void = () => undefined;
  private markUnusable: (error: EngineError) => void = () => undefined;
  private markGone: (reason: string) => void = () => undefined;
  private lost = false;
  private answered = false;
  private tried: string | undefined;
  private usedCpuMs = 0;
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
    // Whoever did not ask whether it is ready hears of it through `gone`.
    this.ready.catch(() => undefined);
    this.child = fork(fileURLToPath(new URL('./worker-start.mjs', import.meta.url)), [String(BEAT_MS)], {
      execArgv: [`--max-old-space-size=${HEAP_MB}`],
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc', 'pipe'],
    });
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code, signal) => {
        this.lose(new WorkerLostError(signal === null ? `it ended with status ${code ?? 'none'}` : `it was ended by ${signal}`));
        resolve();
      });
      this.child.once('error', (error) => {
        this.lose(new WorkerLostError(error.message));
        if (this.child.pid === undefined) resolve();
      });
    });
    // It could not be started: the event that says why follows.
    if (this.child.pid === undefined) return;
    this.watchdog.watch(patience.loadMs, 'start');
    this.child.on('message', (message) => this.hear(message as FromWorker));
    const beats = this.child.stdio[4];
    if (beats instanceof Readable) createInterface(beats.on('error', () => undefined)).on('line', (line) => {
      this.usedCpuMs = Math.max(this.usedCpuMs, Number(line));
      this.watchdog.beat(Number(line));
    });
    this.send(setup);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** It can look at frames, as far as is known. */
  get usable(): boolean {
    return !this.lost;
  }

  /** It has looked at a frame at least. */
  get hasAnswered(): boolean {
    return this.answered;
  }

  /** The engine that it tried last, while it chooses one. */
  get triedEngine(): string | undefined {
    return this.tried;
  }

  /** Processor time that it has used, as far as is known. */
  get cpuMs(): number {
    return this.usedCpuMs;
  }

  /** How much it would have to do before it can look at such a frame: nothing, or the more the more it has open. */
  reluctance(kind: FrameKind): number {
    return this.kinds.has(kindKey(kind)) ? -1 : this.kinds.size;
  }

  /**
   * @returns what became of each frame, in their order
   * @throws WorkerLostError when the worker is gone before it has answered
   */
  run(request: LookRequest): Promise<readonly Outcome[]> {
    return new Promise((resolve, reject) => {
      if (this.lost || this.open !== undefined) {
        reject(new WorkerLostError(this.lost ? 'The worker is gone.' : 'The worker is at other frames.'));
        return;
      }
      this.open = { request, resolve, reject };
      this.watchdog.watch(this.patience.loadMs, 'load the model');
      this.send(request);
    });
  }

  /** Ends the worker; an open frame rejects. Calling it twice is harmless. */
  stop(): void {
    this.lose(new WorkerLostError('it was stopped'));
  }

  private send(message: WorkerSetup | LookRequest): void {
    this.child.send(message, (error) => error && this.lose(new WorkerLostError(error.message)));
  }

  private hear(message: FromWorker): void {
    switch (message.type) {
      case 'trying':
        this.tried = message.engine;
        return;
      case 'ready':
        this.watchdog.rest();
        return this.markReady(message);
      case 'unusable':
        return this.lose(new EngineError(message.reason));
      case 'crashed':
        return this.lose(new WorkerLostError(message.reason));
      case 'opened':
        if (message.engine !== undefined) this.noteKind(message);
        return this.onOpened(message);
      case 'begun':
        if (this.open?.request.id === message.id) this.watchdog.watch(this.patience.frameMs, 'answer');
        return;
      case 'looked': {
        const { open } = this;
        if (open?.request.id !== message.id) return;
        this.watchdog.rest();
        this.open = undefined;
        this.answered = true;
        this.usedCpuMs = Math.max(this.usedCpuMs, message.cpuMs);
        if (message.outcomes.some(({ type }) => type === 'answered')) this.noteKind(open.request);
        return open.resolve(message.outcomes);
      }
    }
  }

  private noteKind(kind: FrameKind): void {
    this.kinds.delete(kindKey(kind));
    this.kinds.add(kindKey(kind));
    for (const oldest of this.kinds) {
      if (this.kinds.size <= MOST_OPEN) break;
      this.kinds.delete(oldest);
    }
  }

  private lose(error: EngineError): void {
    if (this.lost) return;
    this.lost = true;
    this.watchdog.rest();
    this.markUnusable(error);
    this.open?.reject(error);
    this.open = undefined;
    // It may be in native code that listens to nothing, and has nothing to leave in order.
    this.child.kill('SIGKILL');
    this.markGone(error.message);
  }
}
