import type { Engine } from '../../../models/engine/engine';
import type { OpenedModel } from '../../../models/engine/open-models';
import type { PredictOptions, Prediction } from '../../../models/prediction/prediction';
import type { StageTimes } from '../../../models/prediction/stages';
import type { FrameKind } from '../connection/frame-kind';
import type { ServerEngine } from './engines';

/** What the pool and its workers say to each other. */

/** The first word to a worker. */
export interface WorkerSetup {
  /** A module that exports `engines`, as ./engines.ts does. */
  readonly enginesModule: string;
  /** Names of engines. */
  readonly engines: readonly string[];
  /** Whether those that can be used are to be measured. Else the first is taken, and the others run what it cannot. */
  readonly measure: boolean;
  /** How many frames are looked at in one run; undefined: that is to be measured. */
  readonly together: number | undefined;
  /** Frames that are looked at side by side on an engine that uses one core a frame. */
  readonly cores: number;
  /** Where each model lies, by name. */
  readonly folders: Readonly<Record<string, string>>;
  /** The model to load before the first frame; where it does not run, another. */
  readonly model: string;
  /** The most pixels that a picture may have. */
  readonly pixels: number;
}

/** A frame that a worker is to look at. */
export interface FrameToSee {
  readonly options: PredictOptions;
  /** The frame's size, which boxes are given in. */
  readonly width: number;
  readonly height: number;
  readonly picture: Uint8Array;
}

/** Frames of one kind that are looked at together. */
export interface LookRequest extends FrameKind {
  readonly id: number;
  /** `leftMs`: how long an answer is of use, from when this is said: workers have clocks of their own. */
  readonly frames: readonly (FrameToSee & { readonly leftMs: number })[];
}

/** What is told of an engine that runs in a worker. */
export type EngineFacts = Pick<Engine, 'name' | 'description'> & Pick<ServerEngine, 'uses'>;

/** What became of a frame. */
export type Outcome = Answered | Rejected;

export interface Answered {
  readonly type: 'answered';
  /** A picture in it is encoded. */
  readonly prediction: Prediction;
  readonly stages: StageTimes;
  /** How many frames that time was for. */
  readonly together: number;
}

export interface Rejected {
  readonly type: 'rejected';
  readonly reason: 'undecodable' | 'too_many_pixels' | 'unrunnable' | 'failed' | 'late' | 'busy';
  readonly message: string;
}

export interface Opened extends OpenedModel {
  readonly type: 'opened';
}

/** The worker can look at frames. */
export interface Ready {
  readonly type: 'ready';
  readonly engine: EngineFacts;
  /** The engines that may run a model, the fastest first. */
  readonly ranked: readonly string[];
  /** Sentences on those that were not taken. */
  readonly others: readonly string[];
  /** How many frames it looks at in one run, where so many wait; 1: each by itself. */
  readonly together: number;
}

export type FromWorker =
  /** The engine that is measured next: where native code ends the process, it was this one's. */
  | { readonly type: 'trying'; readonly engine: string }
  | Ready
  | Opened
  /** None of the engines can be used here, with the reasons. */
  | { readonly type: 'unusable'; readonly reason: string }
  /** An error that is no picture's fault: the worker is of no more use. */
  | { readonly type: 'crashed'; readonly reason: string }
  /** The model is loaded and the frames are next: from here on it has to be quick. */
  | { readonly type: 'begun'; readonly id: number }
  /** `outcomes`: of each frame of the request, in its order. `cpuMs`: processor time that the worker has used since it began. */
  | { readonly type: 'looked'; readonly id: number; readonly outcomes: readonly Outcome[]; readonly cpuMs: number };
