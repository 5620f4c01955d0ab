import type { Prediction } from '../../../models/runtime/prediction';
import type { FrameKind } from '../frame-kind';

/** What the pool and its threads say to each other. */

/** How a thread is started (`workerData`). */
export interface WorkerSetup {
  /** A module that exports `engines`, as ./engines.ts does. */
  readonly enginesModule: string;
  /** Names of engines. */
  readonly engines: readonly string[];
  /** Whether those that can be used are to be measured. Else the first is taken, and the others run what it cannot. */
  readonly measure: boolean;
  /** Frames that are looked at side by side on an engine that uses one core a frame. */
  readonly cores: number;
  /** Where each model lies, by name. */
  readonly folders: Readonly<Record<string, string>>;
  /** The model to load before the first frame; where it does not run, another. */
  readonly model: string;
  /** The most pixels that a picture may have. */
  readonly pixels: number;
}

export interface FrameRequest extends FrameKind {
  readonly id: number;
  readonly scoreThreshold: number | undefined;
  /** The frame's size, which boxes are given in. */
  readonly width: number;
  readonly height: number;
  readonly picture: Uint8Array<ArrayBuffer>;
  /** How long an answer is of use, from when this is said: threads have clocks of their own. */
  readonly leftMs: number;
}

/** What an engine is that runs in a thread. */
export interface EngineFacts {
  readonly name: string;
  readonly description: string;
  readonly uses: 'one core' | 'the machine';
}

export interface Answered {
  readonly type: 'answered';
  readonly id: number;
  readonly prediction: Prediction;
  /** Until the model was there; next to nothing where it is open. */
  readonly openedMs: number;
  readonly decodedMs: number;
  readonly inferredMs: number;
}

export interface Rejected {
  readonly type: 'rejected';
  readonly id: number;
  readonly reason: 'undecodable' | 'too_many_pixels' | 'unrunnable' | 'failed' | 'late' | 'busy';
  readonly message: string;
}

/** A model was opened. */
export interface Opened extends FrameKind {
  readonly type: 'opened';
  /** Undefined: no engine runs it. */
  readonly engine: string | undefined;
  /** Why none that comes before it runs the model; empty where the first one does. */
  readonly reasons: readonly string[];
}

export type FromWorker =
  /** `ranked`: the engines that may run a model, the fastest first; `others`: sentences on those that were not taken. */
  | { readonly type: 'ready'; readonly engine: EngineFacts; readonly ranked: readonly string[]; readonly others: readonly string[] }
  | Opened
  /** None of the engines can be used here, with the reasons; the thread ends. */
  | { readonly type: 'unusable'; readonly reason: string }
  /** The model is loaded and the frame is next: from here on it has to be quick. */
  | { readonly type: 'begun'; readonly id: number }
  | Answered
  | Rejected;
