import { inputSizes } from '../../models/artifact/input-size';
import type { Card } from '../../models/artifact/card';
import type { BrowserEngine } from '../../models/engine/choose-engine';
import type { PredictOptions } from '../../models/prediction/prediction';
import type { FrameSink } from '../sources/feed/frame-sink';
import { FramesInFlight } from './frames-in-flight';
import { BEGINNING, epochMs, type Asked, type FrameStream, type FromWorker, type LostEngines, type Progress, type FrameResult, type Transferable2d, type VisionFailure, type Wanted } from './messages';
import { keptFailing, Recovery, startedAgain, type Trouble } from './recovery';
import { WorkerLink, type LinkListener, type Running } from './worker-link';

export type VisionState =
  | { readonly status: 'closed' }
  | { readonly status: 'opening'; readonly progress: Progress }
  /** `resizing`: the same model gets ready at another size, and answers at this one until then. */
  | ({ readonly status: 'ready'; readonly resizing?: boolean } & Running)
  | { readonly status: 'failed'; readonly failure: VisionFailure };

export interface VisionListeners {
  readonly onState: (state: VisionState) => void;
  readonly onResult: (sight: FrameResult) => void;
  /** Something went wrong and was mended; a sentence that says so. */
  readonly onNotice: (sentence: string) => void;
  /** The worker cannot read what it was handed, a stream or a frame. */
  readonly onUnreadable: () => void;
  /** The worker has had nothing to do for seconds. */
  readonly onIdle: () => void;
  /** What is asked of a model with every frame. Default: nothing. */
  readonly optionsFor?: (card: Card) => PredictOptions;
}

/** Makes the worker; a test makes another. */
export type MakeWorker = () => Worker;

const makeVisionWorker: MakeWorker = () =>
  // Bundlers look for exactly this expression.
  new Worker(new URL('../worker/vision.worker.ts', import.meta.url), { type: 'module', name: 'vision' });

const UNLOADED = 'The part that runs the model could not be loaded. Check the connection, then try again. If that does not help, this browser is too old for it: update it, or try another one.';

/** A picture may fail; when every one does, the engine is broken. */
const FAILURES_IN_A_ROW = 3;

/**
 * The page's side of the workers that look at frames. A lost engine, or a worker that crashes, hangs or needs ever more
 * memory, is replaced by a fresh worker, which opens the same model. While a graphics card gets ready a stand-in on the
 * processor answers already, and stays where it turns out to be faster.
 */
export class VisionClient implements FrameSink {
  private main: WorkerLink | undefined;
  private standIn: WorkerLink | undefined;
  private wanted: Wanted | undefined;
  private lost: LostEngines = {};
  private recovery = new Recovery();
  private failures = 0;
  private readonly frames = new FramesInFlight(() => this.active);

  private readonly listener: LinkListener = {
    hear: (link, message) => (link === this.main ? this.hear(link, message) : this.hearStandIn(link, message)),
    troubled: (link, trouble, detail) => (link === this.main ? this.recover(link, trouble, detail) : this.dismissStandIn()),
    unloaded: (link) => (link === this.main ? this.giveUp(UNLOADED) : this.dismissStandIn()),
    idle: (link) => {
      if (link === this.active) this.listeners.onIdle();
    },
  };

  /** @param withStandIn whether the processor answers while a graphics card gets ready */
  constructor(private readonly listeners: VisionListeners, private readonly makeWorker: MakeWorker = makeVisionWorker, private readonly withStandIn = true) {}

  /** Starts to load the worker, which takes as long as finding out what it is to open. */
  prepare(): void {
    this.main ??= new WorkerLink(this.makeWorker(), this.listener);
  }

  /** Opens a model, or another one. Another engine means a fresh worker: engines share no tensors. */
  open(wanted: Wanted): void {
    if (this.wanted !== undefined && this.wanted.preferred !== wanted.preferred) {
      // A person who asks for an engine gets it tried, even if it was lost before.
      this.lost = {};
      this.stopWorkers();
    }
    this.wanted = wanted;
    if (this.main?.running?.card.name === wanted.model) return this.resize(this.main, this.main.running, wanted);
    this.recovery = new Recovery();
    this.reopen();
  }

  /** Whether a frame would be looked at now. */
  get free(): boolean {
    return this.frames.free;
  }

  look(frame: Transferable2d): void {
    this.frames.look(frame);
  }

  skip(): void {
    this.frames.skip();
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
   * @param by which of several models that are open beside one another; default: the one that was opened last
   * @throws Error with a sentence for a person
   */
  predictOnce(frame: Transferable2d, by?: Asked): Promise<FrameResult> {
    return this.frames.predictOnce(frame, by);
  }

  /** Something else is asked of models from the next frame on. */
  askAnew(): void {
    for (const link of [this.main, this.standIn]) if (link?.running !== undefined) this.ask(link, link.running);
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

  private reopen(): void {
    if (this.wanted === undefined) return;
    this.dismissStandIn();
    this.failures = 0;
    this.listeners.onState({ status: 'opening', progress: BEGINNING });
    this.prepare();
    this.main?.open({ ...this.wanted, lost: this.lost });
  }

  private resize(link: WorkerLink, running: Running, wanted: Wanted): void {
    this.listeners.onState({ status: 'ready', ...running, resizing: true });
    link.open({ ...wanted, lost: this.lost });
  }

  private stopWorkers(): void {
    this.dismissStandIn();
    this.main?.close();
    this.main = undefined;
    this.frames.forget();
  }

  private hear(link: WorkerLink, message: FromWorker): void {
    switch (message.type) {
      case 'progress': return this.progressed(message.progress);
      case 'ready': return this.becameReady(link, message);
      case 'seen': return this.saw(message.sight);
      case 'examined': return this.frames.examined(message);
      case 'alive':
      case 'unloaded': return;
      case 'watching': return link.send({ type: 'begin' });
      case 'unreadable': return this.couldNotRead();
      case 'lost': return this.replaceEngine(message.engine, message.because);
      case 'failed': return this.failed(message.failure);
    }
  }

  private progressed(progress: Progress): void {
    if (progress.engine === 'webgpu' && this.wanted?.preferred === undefined) this.callStandIn();
    if (this.active === undefined) this.listeners.onState({ status: 'opening', progress });
  }

  private becameReady(link: WorkerLink, { card, engine, opening }: Running): void {
    // At another size the engine is the same, and so is why it was chosen.
    if (link.running !== undefined) return this.runs(link, { card, engine: link.running.engine, opening });
    const { standIn } = this;
    const [runMs, standInMs] = [engine.runMs, standIn?.runMs];
    if (standIn?.running !== undefined && runMs !== undefined && standInMs !== undefined && standInMs < runMs) {
      const reason = `It runs on the processor, which takes ${Math.round(standInMs)} ms here; the graphics card takes ${Math.round(runMs)} ms.`;
      return this.promoteStandIn(standIn, standIn.running, reason);
    }
    const compared = runMs !== undefined && standInMs !== undefined ? ` It takes ${Math.round(runMs)} ms, the processor ${Math.round(standInMs)} ms.` : '';
    this.dismissStandIn();
    this.runs(link, { card, engine: { ...engine, reason: engine.reason + compared }, opening });
  }

  private runs(link: WorkerLink, running: Running): void {
    link.running = running;
    // Before the first frame, which comes with the news.
    this.ask(link, running);
    this.listeners.onState({ status: 'ready', ...running });
  }

  private ask(link: WorkerLink, { card }: Running): void {
    const { optionsFor } = this.listeners;
    if (optionsFor !== undefined) link.send({ type: 'ask for', model: card.name, options: optionsFor(card) });
  }

  private saw(sight: FrameResult): void {
    this.failures = 0;
    const { busy, stale } = sight.dropped;
    this.listeners.onResult({ ...sight, dropped: { busy: busy + this.frames.takeSkipped(), stale } });
    this.frames.settle();
  }

  private couldNotRead(): void {
    this.frames.settle();
    this.listeners.onUnreadable();
  }

  private failed(failure: VisionFailure): void {
    if (failure.kind === 'frame' && ++this.failures < FAILURES_IN_A_ROW) return this.frames.settle();
    const { standIn } = this;
    if (failure.kind === 'engine' && standIn?.running !== undefined) return this.promoteStandIn(standIn, standIn.running, 'It runs on the processor, because no other engine runs this model here.');
    this.dismissStandIn();
    if (this.main !== undefined) this.main.running = undefined;
    this.frames.settle();
    // Whoever tries again tries every engine.
    if (failure.kind === 'engine') this.lost = {};
    this.listeners.onState({ status: 'failed', failure });
  }

  private callStandIn(): void {
    if (!this.withStandIn || this.standIn !== undefined || this.wanted === undefined) return;
    this.standIn = new WorkerLink(this.makeWorker(), this.listener);
    this.standIn.open({ ...this.wanted, preferred: 'wasm', lost: this.lost });
  }

  private hearStandIn(link: WorkerLink, message: FromWorker): void {
    switch (message.type) {
      case 'progress':
      case 'alive':
      case 'unloaded': return;
      case 'watching': return link.send({ type: 'begin' });
      case 'unreadable': return this.couldNotRead();
      case 'ready': return this.runs(link, { ...message, engine: { ...message.engine, reason: 'It answers until the graphics card is ready.' } });
      case 'seen': return this.saw(message.sight);
      case 'examined': return this.frames.examined(message);
      case 'lost':
      case 'failed': return this.dismissStandIn();
    }
  }

  private promoteStandIn(standIn: WorkerLink, running: Running, reason: string): void {
    this.main?.close();
    this.main = standIn;
    this.standIn = undefined;
    this.runs(standIn, { ...running, engine: { ...running.engine, reason } });
  }

  private dismissStandIn(): void {
    if (this.standIn === undefined) return;
    this.standIn.close();
    this.standIn = undefined;
    if (this.main?.running === undefined) this.frames.forget();
  }

  private recover({ running, engine }: WorkerLink, trouble: Trouble, detail: string): void {
    if (this.wanted === undefined) return;
    const remedy = this.recovery.next(trouble, epochMs());
    if (remedy === 'other engine') {
      if (engine !== undefined) return this.replaceEngine(engine, keptFailing(trouble, engine));
      return this.giveUp(`The part that runs the model stopped again and again (${detail}). Choose another engine or model, or reload the page.`);
    }
    const smaller = remedy === 'smaller input' && running !== undefined ? inputSizes(running.card).findLast((size) => size < running.card.input.width) : undefined;
    if (smaller !== undefined) this.wanted = { ...this.wanted, size: smaller };
    this.startAfresh(startedAgain(trouble, smaller));
  }

  private replaceEngine(engine: BrowserEngine, because: string): void {
    this.lost = { ...this.lost, [engine]: because };
    this.startAfresh(`${because.charAt(0).toUpperCase()}${because.slice(1)}. Another engine goes on.`);
  }

  private startAfresh(notice: string): void {
    this.listeners.onNotice(notice);
    this.stopWorkers();
    this.reopen();
  }

  private giveUp(message: string): void {
    this.stopWorkers();
    this.failed({ kind: 'engine', message });
  }
}
