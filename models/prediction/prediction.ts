export type { Prediction, TaskName } from '../tasks';
export type { ClassificationPrediction, ClassScore } from '../tasks/classification';
export type { Detection, DetectionPrediction } from '../tasks/detection';
export type { Keypoint, Person, PosePrediction } from '../tasks/pose';
export type { PredictOptions } from '../tasks/task';

/** Where a prediction's time went, in milliseconds. */
export interface PredictionTimings {
  /** Frame to input tensor: resize, letterbox, normalise. */
  readonly prepareMs: number;
  /** The network itself: on a synchronous engine (wasm, cpu) all of it, on a GPU the time to submit it. */
  readonly forwardMs: number;
  /** The one read-back; on a GPU this waits for the network. */
  readonly readMs: number;
  /** Numbers to a Prediction. */
  readonly decodeMs: number;
}
