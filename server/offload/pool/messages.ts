import type { Prediction } from '../../../models/runtime/prediction';

/** What the pool and its threads say to each other. */

/** How a thread is started (`workerData`). */
export interface WorkerSetup {
  /** A module that exports `engines`, as ./engines.ts does. */
  readonly enginesModule: string;
  /** Names of engines. Of several, all that can be used are measured and the fastest is taken; a single one was asked for. */
  readonly engines: readonly string[];
  /** Frames that are looked at side by side on an engine that uses one core a frame. */
  readonly cores: number;
  /** Where each model lies, by name. */
  readonly folders: Readonly<Record<string, string>>;
  /** The model to load before the first frame. */
  readonly model: string;
  /** The most pixels that a picture may have. */
  readonly pixels: number;
}

export interface FrameRequest {
  readonly id: number;
  readonly model: string;
  readonly scoreThreshold: number | undefined;
  /** The frame's size, which boxes are given in. */
  readonly width: number;
  readonly height: number;
  readonly picture: Uint8Array<ArrayBuffer>;
}

/** What an engine is that runs in a thread; `others` of `ready` are sentences on those that were not taken. */
export interface EngineFacts {
  readonly name: string;
  readonly description: string;
  readonly uses: 'one core' | 'the machine';
}

export interface Answered {
  readonly type: 'answered';
  readonly id: number;
  readonly prediction: Prediction;
  readonly decodedMs: number;
  readonly inferredMs: number;
}

export interface Rejected {
  readonly type: 'rejected';
  readonly id: number;
  readonly reason: 'undecodable' | 'too_many_pixels' | 'failed';
  readonly message: string;
}

export type FromWorker =
  | { readonly type: 'ready'; readonly engine: EngineFacts; readonly others: readonly string[] }
  /** None of the engines can be used here, with the reasons; the thread ends. */
  | { readonly type: 'unusable'; readonly reason: string }
  /** The model is loaded and the frame is next: from here on it has to be quick. */
  | { readonly type: 'begun'; readonly id: number }
  | Answered
  | Rejected;
