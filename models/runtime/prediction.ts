import type { Box } from '../geometry/box';

/** One thing seen. */
export interface Detection {
  /** The data set's category id (COCO's numbering for COCO classes). */
  readonly categoryId: number;
  readonly label: string;
  /** Confidence, 0 to 1. */
  readonly score: number;
  /** Source pixels. */
  readonly box: Box;
}

/** What is there and where, best first. Width and height are the source frame's, in pixels. */
export interface DetectionPrediction {
  readonly task: 'detection';
  readonly width: number;
  readonly height: number;
  readonly detections: readonly Detection[];
}

export interface ClassScore {
  readonly categoryId: number;
  readonly label: string;
  /** Probability, 0 to 1. */
  readonly score: number;
}

/** What the whole picture shows, best first. */
export interface ClassificationPrediction {
  readonly task: 'classification';
  readonly width: number;
  readonly height: number;
  readonly classes: readonly ClassScore[];
}

/** What a model answers for one frame: JSON-serialisable and small. */
export type Prediction = DetectionPrediction | ClassificationPrediction;
export type TaskName = Prediction['task'];

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

/** What a caller may ask of one prediction. */
export interface PredictOptions {
  /** Answers below this score are left out. Default: the card's. */
  readonly scoreThreshold?: number;
}
