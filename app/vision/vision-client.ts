import type { Card } from '../../models/artifact/card';
import type { BrowserEngine } from '../../models/runtime/choose-engine';
import { epochMs, type FromWorker, type LostEngines, type Progress, type RunningEngine, type Sight, type ToWorker, type Transferable2d, type VisionFailure } from './messages';

export type VisionState =
  | { readonly status: 'closed' }
  | { readonly status: 'opening'; readonly progress: Progress }
  | { readonly status: 'ready'; readonly card: Card; readonly engine: RunningEngine }
  | { readonly status: 'failed'; readonly failure: VisionFailure };

export interface VisionListeners {
  readonly onState: (state: VisionState) => void;
  readonly onSight: (sight: Sight) => void;
  /** Something went wrong and was mended; a sentence that says so. */
  readonly onNotice: (sentence: string) => void;
}

/** Makes the worker; a test makes another. */
export type MakeWorker = () => Worker;

const makeVisionWorker: MakeWorker = () =>
  // Bundlers look for exactly this expression.
  new Worker(new URL('../worker/vision.worker.ts', import.meta.url), { type: 'module', name: 'vision' });

/** A picture may fail; when every one does, the engine is broken. */
const FAILURES_IN_A_ROW = 3;
const MOST_CRASHES = 2;
/** Where threads cannot start, their creation blocks the worker for ever, so only the page can notice. */
const LONGEST_THREADS_START_MS = 12_000;

/**
 * The page's side of the worker that looks at frames. One frame is in flight at a time. A lost engine or a crashed
 * worker is replaced by a fresh worker, which opens the same model.
 */
export class VisionClient {
  private worker: Worker | undefined;
  private wanted: { readonly model: string; readonly preferred: BrowserEngine | undefined } | undefined;
  private lost: LostEngines = {};
  private withoutThreads = false;
  private watchdog: ReturnType<typeof setTimeout> | undefined;
  private crashes = 0;
  private failures = 0;
  private ready = false;
  private inFlight = false;
  private skipped = 0;
  private waiting: Transferable2d | undefined;

  constructor(private readonly listeners: VisionListeners, private readonly makeWorker: MakeWorker = makeVisionWorker) {}

  /** Opens a model, or another one. Another engine means a fresh worker: engines share no tensors. */
  open(model: string, preferred: BrowserEngine | undefined): void {
    if (this.wanted?.preferred !== preferred) {
      // A person who asks for an engine gets it tried, even if it was lost before.
      this.lost = {};
      this.stopWorker();
    }
    this.wanted = { model, preferred };
    this.crashes = 0;
    this.reopen();
  }

  /** Whether a frame would be looked at now. */
  get free(): boolean {
    return this.ready && !this.inFlight;
  }

  /** Takes a frame over. While another is looked at it waits, and gives way to a newer one. */
  look(frame: Transferable2d): void {
    this.waiting?.close();
    this.waiting = frame;
    this.lookAtWaiting();
  }

  /** A frame was let go because the one before is still being looked at. */
  skip(): void {
    this.skipped++;
  }

  /** Hands over a stream of frames, of which the worker takes the newest whenever it is free. */
  watch(frames: ReadableStream<VideoFrame>): void {
    this.send({ type: 'watch', frames }, [frames]);
  }

  unwatch(): void {
    this.send({ type: 'unwatch' });
  }

  close(): void {
    this.stopWorker();
    this.wanted = undefined;
    this.listeners.onState({ status: 'closed' });
  }

  private lookAtWaiting(): void {
    const frame = this.waiting;
    if (frame === undefined || !this.free) return;
    this.waiting = undefined;
    this.inFlight = true;
    this.send({ type: 'look', frame, takenAt: epochMs() }, [frame]);
  }

  private reopen(): void {
    if (this.wanted === undefined) return;
    this.ready = false;
    this.failures = 0;
    this.listeners.onState({ status: 'opening', progress: { step: 'download', done: 0, loadedBytes: 0, totalBytes: 0 } });
    this.worker ??= this.startWorker();
    this.send({ type: 'open', ...this.wanted, lost: this.lost, withoutThreads: this.withoutThreads });
  }

  private startWorker(): Worker {
    const worker = this.makeWorker();
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
      if (worker === this.worker) this.hear(data);
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      if (worker === this.worker) this.crashed(event.message);
    });
    return worker;
  }

  private stopWorker(): void {
    this.stopWatchdog();
    this.worker?.terminate();
    this.worker = undefined;
    this.ready = false;
    this.inFlight = false;
    this.skipped = 0;
    this.waiting?.close();
    this.waiting = undefined;
  }

  private hear(message: FromWorker): void {
    this.stopWatchdog();
    switch (message.type) {
      case 'progress':
        if (message.progress.step === 'threads') this.watchdog = setTimeout(() => this.giveUpThreads(), LONGEST_THREADS_START_MS);
        return this.listeners.onState({ status: 'opening', progress: message.progress });
      case 'ready':
        this.ready = true;
        return this.listeners.onState({ status: 'ready', card: message.card, engine: message.engine });
      case 'seen': {
        this.inFlight = false;
        this.failures = 0;
        const dropped = message.sight.dropped + this.skipped;
        this.skipped = 0;
        this.listeners.onSight({ ...message.sight, dropped });
        return this.lookAtWaiting();
      }
      case 'lost':
        return this.replaceEngine(message.engine, message.because);
      case 'failed':
        return this.failed(message.failure);
    }
  }

  private failed(failure: VisionFailure): void {
    this.inFlight = false;
    if (failure.kind === 'frame' && ++this.failures < FAILURES_IN_A_ROW) return this.lookAtWaiting();
    this.ready = false;
    this.listeners.onState({ status: 'failed', failure });
  }

  private replaceEngine(engine: BrowserEngine, because: string): void {
    this.lost = { ...this.lost, [engine]: because };
    this.listeners.onNotice(`${because.charAt(0).toUpperCase()}${because.slice(1)}. Another engine goes on.`);
    this.stopWorker();
    this.reopen();
  }

  private stopWatchdog(): void {
    clearTimeout(this.watchdog);
    this.watchdog = undefined;
  }

  private giveUpThreads(): void {
    this.withoutThreads = true;
    this.stopWorker();
    this.reopen();
  }

  private crashed(message: string): void {
    if (this.watchdog !== undefined) return this.giveUpThreads();
    this.stopWorker();
    if (++this.crashes > MOST_CRASHES) {
      this.listeners.onState({ status: 'failed', failure: { kind: 'engine', message: `The part that runs the model stopped again and again (${message}). Choose another engine or model, or reload the page.` } });
      return;
    }
    this.listeners.onNotice('The part that runs the model stopped and was started again.');
    this.reopen();
  }

  private send(message: ToWorker, transfer: Transferable[] = []): void {
    this.worker?.postMessage(message, transfer);
  }
}
