import type { Card, Metric } from '../../models/artifact/card';
import type { CocoResult } from '../../models/artifact/coco';
import type { EvaluationRecord } from '../../models/artifact/evaluation';
import type { FrameFit } from '../../models/frames/frame-fit';
import type { OpenedPicture } from '../../models/node/pictures/open-picture';
import type { Predictor, PredictorResult } from '../../models/predictor';
import type { Prediction } from '../../models/tasks';
import type { Problems } from '../data/problems';
import type { PredictorEngineName } from '../engines/open-predictor';
import type { ModelRun } from '../evaluation/run-model';
import type { Elapsed } from '../evaluation/stopwatch';

/**
 * What training, evaluation and the command line need of a task, beside what `models/tasks` says of it: a folder here and a
 * line in the index. A task's name is compared nowhere else in training.
 */
export interface TrainingTask<P extends Prediction = Prediction, R extends EvaluationRecord = EvaluationRecord> {
  /** An answer in lines for a terminal, best first; none where nothing was seen. */
  describe(prediction: P): readonly string[];
  /** What is drawn over a picture: SVG elements, in its pixels. @param card of the model that saw it */
  shapes(prediction: P, card: Pick<Card, 'keypoints'>): readonly string[];
  /**
   * Reads what `npm run evaluate` was given, before an engine is loaded.
   * @param problems hears what is odd in it
   * @throws InvalidInputError where an option is missing, or is not for this task
   */
  openEvaluation(options: EvaluateOptions, problems: Problems): Promise<OpenedEvaluation>;
  /** What a card says of what was measured. @param records as they are kept beside it */
  cardFigures(records: readonly R[], card: Card): CardFigures;
  /**
   * Of a task whose models look at one thing at a time, which something else finds first: how `npm run predict` shows them a
   * picture. Models of other tasks see all of it at once.
   * @param boxes COCO annotations that say where the things are; without them the default detector finds them
   */
  openFinder?(boxes: string | undefined, engine: 'auto' | PredictorEngineName): Promise<ThingFinder>;
}

/** Finds what a model looks at, and shows it that. */
export interface ThingFinder {
  /** @param scoreThreshold answers below it are left out; by default the card's */
  predict(predictor: Predictor, picture: OpenedPicture, file: string, scoreThreshold?: number): Promise<PredictorResult>;
  close(): void;
}

/** What is asked of `npm run evaluate`, as far as it depends on the task. */
export interface EvaluateOptions {
  /** A shipped model's name, or a folder. */
  readonly model?: string;
  readonly engine: string;
  /** Pictures, one folder a class. */
  readonly data?: string;
  /** COCO JSON, and the folder that its `file_name`s are relative to. */
  readonly annotations?: string;
  readonly images?: string;
  /** Answers that are there already, in COCO's results format. */
  readonly results?: string;
  /** Answers below it are left out, 0 to 1. */
  readonly threshold: number;
  /** How frames are brought into the input, in place of what the card says. */
  readonly fit?: FrameFit;
  /** A classifier names annotated pictures whole, and not each object cut out. */
  readonly whole?: true;
  /** Measure with mirror images as well. */
  readonly flip?: true;
  /** So many pictures at the most. */
  readonly limit?: number;
  /** Where to draw the worst pictures. */
  readonly draw?: string;
}

/** Data that was read, to be measured on at one size or several. */
export interface OpenedEvaluation {
  /** How many pictures there are, whatever the limit. */
  readonly images: number;
  /** @param size side of the input, one of those that the model serves; by default the card's own */
  measure(size?: number): Promise<Measurement>;
}

export interface Measurement {
  /** The figures, ready for JSON; of how many of the images. */
  readonly report: { readonly images: number };
  /** The figures for a terminal. */
  readonly text: string;
  /** The answers in COCO's results format, which were judged. */
  readonly results: readonly CocoResult[];
  /** What answered; undefined where the answers were there already. */
  readonly run?: Pick<ModelRun, 'card' | 'engine'>;
  /** The report as it is kept beside the card. @throws NotFoundError where the data set is missing that tells what was trained */
  record(circumstances: RecordCircumstances): Promise<EvaluationRecord>;
  /** Draws the worst pictures into a folder. @returns what was done and what could not be */
  drawWorst?(folder: string, count: number): Promise<{ readonly done: string; readonly undrawn: Problems }>;
}

/** What a measurement does not say of itself. */
export interface RecordCircumstances extends Elapsed, Pick<EvaluationRecord, 'engine' | 'commit'> {
  /** At the size that was measured. */
  readonly card: Card;
}

/** Thresholds are left out where measuring does not choose them. */
export interface CardFigures extends Partial<Pick<Card, 'scoreThreshold' | 'liveThreshold'>> {
  readonly metrics: readonly Metric[];
}
