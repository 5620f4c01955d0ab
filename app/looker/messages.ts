import type { Card } from '../../models/artifact/card';
import type { BrowserEngine } from '../../models/engine/choose-engine';
import type { PredictOptions, Prediction } from '../../models/prediction/prediction';
import type { StageTimes } from '../../models/prediction/stages';

/** What the page and the worker that looks at frames say to each other. Both sides are built together, so types are enough. */

/** What a canvas can draw and a message can hand over: the receiver owns it and closes it. */
export type Transferable2d = VideoFrame | ImageBitmap;

export type ToWorker =
  /** Load a model and start an engine; ends in `ready` or `failed`. A second one replaces the model. */
  | ({ readonly type: 'open'; readonly lost: LostEngines } & Wanted)
  /** Look at one frame; answered by `seen` or `failed`. */
  | { readonly type: 'look'; readonly frame: Transferable2d; readonly takenAt: number }
  /** Look at one frame for its own sake, beside those of a stream; answered by `examined` with the same id. */
  | { readonly type: 'examine'; readonly id: number; readonly frame: Transferable2d; readonly by?: Asked | undefined }
  /** Look at a stream's frames, always the newest, until `unwatch`; answered by `watching`, and begun with `begin`. */
  | { readonly type: 'watch'; readonly frames: FrameStream; readonly frameRate: number | undefined }
  /** The stream has arrived as a whole: what is read of it by now comes to the worker, and no frame is left behind with the page. */
  | { readonly type: 'begin' }
  | { readonly type: 'unwatch' }
  /** From now on this is asked of the model; another one that is opened meanwhile is asked nothing. */
  | { readonly type: 'ask for'; readonly model: string; readonly options: PredictOptions }
  /** Give a sign of life; answered by `alive` once everything asked before is done. */
  | { readonly type: 'ask' };

/** What a person wants to run. */
export interface Wanted {
  readonly model: string;
  /** Undefined: the best engine there is. */
  readonly preferred: BrowserEngine | undefined;
  /** Side of the input for a model that serves several; undefined: its own. */
  readonly size: number | undefined;
  /** How many models and sizes stay open beside one another; what the first that is opened says holds. Default: 1. */
  readonly beside?: number;
}

/** Which of several open models is to look; one that is not open is opened first. */
export interface Asked {
  readonly model: string;
  readonly size: number | undefined;
  /** Answers below it are not given. */
  readonly scoreThreshold: number;
}

/** What it took to open a model, in milliseconds. */
export interface OpeningTimes {
  /** From this device or the server. */
  readonly loadMs: number;
  /** Onto the engine, until it has run once; without the start of the engine. */
  readonly warmUpMs: number;
}

/** A camera's frames, or its track where only a worker can read frames from it. */
export type FrameStream = ReadableStream<VideoFrame> | HandedTrack;

/** As much of a MediaStreamTrack as TypeScript knows in a page and in a worker. */
export interface HandedTrack {
  readonly kind: string;
  stop(): void;
}

export type FromWorker =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'ready'; readonly card: Card; readonly engine: RunningEngine; readonly opening?: OpeningTimes | undefined }
  | { readonly type: 'seen'; readonly sight: FrameResult }
  | { readonly type: 'examined'; readonly id: number; readonly result: FrameResult | VisionFailure }
  /** Said once all of it is loaded, too. */
  | { readonly type: 'alive' }
  /** It did not load, or not all of it. */
  | { readonly type: 'unloaded' }
  | { readonly type: 'watching' }
  /** What it was handed, a stream or a frame, cannot be read here. */
  | { readonly type: 'unreadable' }
  | { readonly type: 'lost'; readonly engine: BrowserEngine; readonly because: string }
  | { readonly type: 'failed'; readonly failure: VisionFailure };

/** One bar over the weights, from this device or the server, engine and warm-up. */
export interface Progress {
  readonly step: 'read' | 'download' | 'engine' | 'warm-up';
  /** The engine that is started or warmed up. */
  readonly engine?: BrowserEngine;
  /** Of everything, 0 to 1. */
  readonly done: number;
  /** Of the weights. */
  readonly loadedBytes: number;
  readonly totalBytes: number;
}

/** Before anything is known. */
export const BEGINNING: Progress = { step: 'read', done: 0, loadedBytes: 0, totalBytes: 0 };

export type LostEngines = Readonly<Partial<Record<BrowserEngine, string>>>;

export interface RunningEngine {
  readonly name: BrowserEngine;
  /** Threads or graphics card: 'SIMD, 4 threads'. */
  readonly detail: string;
  /** Why this one, as sentences for a person. */
  readonly reason: string;
  /** What a run of the model took it once warm, median, in milliseconds; measured where the choice is a close one. */
  readonly runMs?: number;
}

/** What was seen in one frame. */
export interface FrameResult {
  readonly prediction: Prediction;
  readonly timings: StageTimes;
  /** When the frame was taken up, in milliseconds since 1970, a clock that page and worker share. */
  readonly takenAt: number;
  /** How old the frame was by then, in milliseconds, as far as its timestamps tell. */
  readonly waitedMs: number;
  /** Frames that were let go since the last sight. */
  readonly dropped: DroppedFrames;
  /** What lives on the engine between two frames. */
  readonly memory: { readonly tensors: number; readonly bytes: number };
}

/** Frames that nobody looked at, by cause. */
export interface DroppedFrames {
  /** Newer ones came while the model was busy. */
  readonly busy: number;
  /** They had waited in a queue for too long. */
  readonly stale: number;
}

export const NONE_DROPPED: DroppedFrames = { busy: 0, stale: 0 };

export interface VisionFailure {
  /** 'model': it could not be fetched or is not what its card says. 'engine': none runs it. 'frame': one picture could not be looked at. */
  readonly kind: 'model' | 'engine' | 'frame';
  /** A sentence that a person can act on. */
  readonly message: string;
}

/** Milliseconds since 1970 with the precision of `performance.now`, the same in the page and in its workers. */
export const epochMs = (): number => performance.timeOrigin + performance.now();
