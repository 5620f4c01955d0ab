import { inputSizes } from '../../models/artifact/input-size';
import type { BrowserEngine } from '../../models/runtime/choose-engine';
import type { FrameSink } from '../capture/frame-sink';
import { epochMs, type FrameStream, type FromWorker, type LostEngines, type Progress, type Sight, type Transferable2d, type VisionFailure, type Wanted } from './messages';
import { WorkerLink, type LinkListener, type Running } from './worker-link';

export type VisionState =
  | { readonly status: 'closed' }
  | { readonly status: 'opening'; readonly progress: Progress }
  | ({ readonly status: 'ready' } & Running)
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

const BEGINNING: Progress = { step: 'download', done: 0, loadedBytes: 0, totalBytes: 0 };
/** A picture may fail; when every one does, the engine is broken. */
const FAILURES_IN_A_ROW = 3;
const MOST_CRASHES = 2;

/**
 * The page's side of the workers that look at frames. One frame is in flight at a time. A lost engine, a crashed worker
 * or one whose memory keeps growing is replaced by a fresh worker, which opens the same model. While a graphics card
 * gets ready a stand-in on the processor answers already, and stays where it turns out to be faster.
 */
export class VisionClient implements FrameSink {
  private main: WorkerLink | undefined;
  private standIn: WorkerLink | undefined;
  private wanted: Wanted | undefined;
  private lost: LostEngines = {};
  private crashes = 0;
  private regrowths = 0;
  private failures = 0;
  private inFlight = false;
  private skipped = 0;
  private waiting: Transferable2d | undefined;
  private readonly examinations = new Map<number, (result: Sight | VisionFailure) => void>();
  private nextExamination = 1;

  private readonly listener: LinkListener = {
    hear: (link, message) => (link === this.main ? this.hear(link, message) : this.hearStandIn(link, message)),
    crashed: (link, message) => (link === this.main ? this.crashed(message) : this.dismissStandIn()),
  };

  /** @param withStandIn whether the processor answers while a graphics card gets ready */
  constructor(private readonly listeners: VisionListeners, private readonly makeWorker: MakeWorker = makeVisionWorker, private readonly withStandIn = true) {}

  /** Opens a model, or another one. Another engine means a fresh worker: engines share no tensors. */
  open(wanted: Wanted): void {
    if (this.wanted?.preferred !== wanted.preferred) {
      // A person who asks for an engine gets it tried, even if it was lost before.
      this.lost = {};
      this.stopWorkers();
    }
    this.wanted = wanted;
    this.crashes = 0;
    this.regrowths = 0;
    this.reopen();
  }

  /** Whether a frame would be looked at now. */
  get free(): boolean {
    return this.active !== undefined && !this.inFlight;
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

  /** Hands over a stream of frames, of which the worker takes the newest whenever it is free. @throws DataCloneError where it cannot be handed over */
  watch(frames: FrameStream, frameRate: number | undefined): void {
    // TypeScript does not know yet that a track can be handed over.
    this.active?.send({ type: 'watch', frames, frameRate }, [frames as Transferable]);
  }

  unwatch(): void {
    this.active?.send({ type: 'unwatch' });
  }

  /**
   * Looks at one frame for its own sake, taking it over; the answer is not told to the listeners.
   * @throws Error with a sentence for a person
   */
  async examine(frame: Transferable2d): Promise<Sight> {
    const { active } = this;
    if (active === undefined) {
      frame.close();
      throw new Error('The model is not ready.');
    }
    const id = this.nextExamination++;
    const result = await new Promise<Sight | VisionFailure>((resolve) => {
      this.examinations.set(id, resolve);
      active.send({ type: 'examine', id, frame }, [frame]);
    });
    if ('kind' in result) throw new Error(result.message);
    return result;
  }

  close(): void {
    this.stopWorkers();
    this.wanted = undefined;
    this.listeners.onState({ status: 'closed' });
  }

  /** The one that answers now. */
  private get active(): WorkerLink | undefined {
    return [this.main, this.standIn].find((link) => link?.running !== undefined);
  }

  private lookAtWaiting(): void {
    const frame = this.waiting;
    if (frame === undefined || !this.free) return;
    this.waiting = undefined;
    this.inFlight = true;
    this.active?.send({ type: 'look', frame, takenAt: epochMs() }, [frame]);
  }

  private reopen(): void {
    if (this.wanted === undefined) return;
    this.dismissStandIn();
    this.failures = 0;
    this.listeners.onState({ status: 'opening', progress: BEGINNING });
    this.main ??= new WorkerLink(this.makeWorker(), this.listener);
    this.main.open({ ...this.wanted, lost: this.lost });
  }

  private stopWorkers(): void {
    this.dismissStandIn();
    this.main?.close();
    this.main = undefined;
    this.forgetFrames();
  }

  /** Those that were on their way to a worker that is gone. */
  private forgetFrames(): void {
    this.inFlight = false;
    this.skipped = 0;
    this.waiting?.close();
    this.waiting = undefined;
    for (const settle of this.examinations.values()) settle({ kind: 'frame', message: 'The model was changed meanwhile. Try again.' });
    this.examinations.clear();
  }

  private hear(link: WorkerLink, message: FromWorker): void {
    switch (message.type) {
      case 'progress': return this.progressed(message.progress);
      case 'ready': return this.becameReady(link, message);
      case 'seen': return this.saw(link, message.sight);
      case 'examined': return this.examined(message);
      case 'lost': return this.replaceEngine(message.engine, message.because);
      case 'failed': return this.failed(message.failure);
    }
  }

  private progressed(progress: Progress): void {
    if (progress.engine === 'webgpu' && this.wanted?.preferred === undefined) this.callStandIn();
    if (this.active === undefined) this.listeners.onState({ status: 'opening', progress });
  }

  private becameReady(link: WorkerLink, { card, engine }: Running): void {
    const { standIn } = this;
    const [runMs, standInMs] = [engine.runMs, standIn?.runMs];
    if (standIn?.running !== undefined && runMs !== undefined && standInMs !== undefined && standInMs < runMs) {
      const reason = `It runs on the processor, which takes ${Math.round(standInMs)} ms here; the graphics card takes ${Math.round(runMs)} ms.`;
      return this.promoteStandIn(standIn, reason);
    }
    const compared = runMs !== undefined && standInMs !== undefined ? ` It takes ${Math.round(runMs)} ms, the processor ${Math.round(standInMs)} ms.` : '';
    this.dismissStandIn();
    link.running = { card, engine: { ...engine, reason: engine.reason + compared } };
    this.listeners.onState({ status: 'ready', ...link.running });
  }

  private saw(link: WorkerLink, sight: Sight): void {
    this.inFlight = false;
    this.failures = 0;
    const { busy, stale } = sight.dropped;
    this.listeners.onSight({ ...sight, dropped: { busy: busy + this.skipped, stale } });
    this.skipped = 0;
    if (link.note(sight)) return this.outgrown(link);
    this.lookAtWaiting();
  }

  private examined({ id, result }: FromWorker & { readonly type: 'examined' }): void {
    this.examinations.get(id)?.(result);
    this.examinations.delete(id);
  }

  private failed(failure: VisionFailure): void {
    this.inFlight = false;
    if (failure.kind === 'frame' && ++this.failures < FAILURES_IN_A_ROW) return this.lookAtWaiting();
    const { standIn } = this;
    if (failure.kind === 'engine' && standIn?.running !== undefined) return this.promoteStandIn(standIn, 'It runs on the processor, because no other engine runs this model here.');
    this.dismissStandIn();
    if (this.main !== undefined) this.main.running = undefined;
    this.listeners.onState({ status: 'failed', failure });
  }

  private callStandIn(): void {
    if (!this.withStandIn || this.standIn !== undefined || this.wanted === undefined) return;
    this.standIn = new WorkerLink(this.makeWorker(), this.listener);
    this.standIn.open({ ...this.wanted, preferred: 'wasm', lost: this.lost });
  }

  private hearStandIn(link: WorkerLink, message: FromWorker): void {
    switch (message.type) {
      case 'progress': return;
      case 'ready':
        link.running = { card: message.card, engine: { ...message.engine, reason: 'It answers until the graphics card is ready.' } };
        return this.listeners.onState({ status: 'ready', ...link.running });
      case 'seen': return this.saw(link, message.sight);
      case 'examined': return this.examined(message);
      case 'lost':
      case 'failed': return this.dismissStandIn();
    }
  }

  private promoteStandIn(standIn: WorkerLink, reason: string): void {
    this.main?.close();
    this.main = standIn;
    this.standIn = undefined;
    if (standIn.running === undefined) return;
    standIn.running = { ...standIn.running, engine: { ...standIn.running.engine, reason } };
    this.listeners.onState({ status: 'ready', ...standIn.running });
  }

  private dismissStandIn(): void {
    if (this.standIn === undefined) return;
    this.standIn.close();
    this.standIn = undefined;
    if (this.main?.running === undefined) this.forgetFrames();
  }

  private replaceEngine(engine: BrowserEngine, because: string): void {
    this.lost = { ...this.lost, [engine]: because };
    this.startAfresh(`${because.charAt(0).toUpperCase()}${because.slice(1)}. Another engine goes on.`);
  }

  /** A fresh worker and a smaller input cure a leak, or put it off; where it comes back, the engine itself is at fault. */
  private outgrown({ running }: WorkerLink): void {
    if (running === undefined || this.wanted === undefined) return;
    if (++this.regrowths > 1) return this.replaceEngine(running.engine.name, 'its memory kept growing');
    const smaller = inputSizes(running.card).findLast((size) => size < running.card.input.width);
    if (smaller !== undefined) this.wanted = { ...this.wanted, size: smaller };
    this.startAfresh(`The memory of the part that runs the model kept growing, so it was started again${smaller === undefined ? '' : `, with an input of ${smaller} pixels`}.`);
  }

  private startAfresh(notice: string): void {
    this.listeners.onNotice(notice);
    this.stopWorkers();
    this.reopen();
  }

  private crashed(message: string): void {
    if (++this.crashes > MOST_CRASHES) {
      this.stopWorkers();
      this.listeners.onState({ status: 'failed', failure: { kind: 'engine', message: `The part that runs the model stopped again and again (${message}). Choose another engine or model, or reload the page.` } });
      return;
    }
    this.startAfresh('The part that runs the model stopped and was started again.');
  }
}
