import type { NamedValues, TrainableParameters } from '../../models/layers/trainable-parameters';
import type { Objective } from '../../models/learning/objective';
import type { OptimizerOptions } from '../../models/learning/optimizer';

/**
 * What the loop needs to train one network. A step is: `accumulate` batches, for each `prepare` then `losses` and the
 * gradient of their sum; the mean gradient goes to the optimizer. Steps count from 0.
 *
 * A run can be stopped and resumed without a difference, so nothing here may depend on how often it was called:
 * randomness comes from the generator handed in, which is the same whenever a step is repeated.
 *
 * @typeParam Batch what a data loader yields
 */
export interface TrainingJob<Batch = unknown, Prepared = unknown> extends Objective<Batch, Prepared> {
  /** Its variables come into being in the first call of `losses`, which the loop makes once for that alone. */
  readonly parameters: TrainableParameters;
  /** Steps of the whole run. */
  readonly steps: number;
  /** Images of one batch. */
  readonly batchSize: number;
  /** Batches whose mean gradient makes one step. Default 1. */
  readonly accumulate?: number;
  readonly optimizer: OptimizerOptions;
  /** The rate of a step; models/learning/schedule.ts has the usual curves. */
  learningRate(step: number): number;
  /** A factor on the rate of one parameter, 1 by default; below 1 for layers that are already trained. */
  learningRateScale?(parameter: string): number;
  /** Decay of the moving average of the weights, such as 0.999: it is what is evaluated and exported. 0 follows the weights. */
  readonly emaDecay: number;
  /**
   * Endless, and the same under the same seed: batch number `first` and all that follow. With `accumulate` 1 a batch's
   * number is its step. `return()` of the iterator ends the workers behind it.
   */
  batches(first: number): AsyncIterable<Batch>;
  readonly evaluation?: JobEvaluation;
  /** Writes `<outDir>/model/{card.json, model.safetensors}`. */
  export(values: NamedValues, info: ExportInfo): Promise<unknown>;
}

export interface JobEvaluation {
  /** Steps from one evaluation to the next; the last step is always followed by one. */
  readonly everySteps: number;
  /** The figure by which the best weights are kept, one of those that `run` returns; higher is better. */
  readonly best: string;
  /** Figures by name of the averaged weights; `values` has every parameter of the network. */
  run(values: NamedValues): Promise<Readonly<Record<string, number>>>;
}

/** What a card needs to know of the run that made the weights. */
export interface ExportInfo {
  readonly recipe: string;
  /** The command that repeats the run. */
  readonly command: string;
  readonly seed: number;
  /** The engine, described in a line. */
  readonly engine: string;
  /** Steps and images up to these weights. */
  readonly step: number;
  readonly images: number;
  /** Time of the whole run, pauses between stop and resume not counted. */
  readonly hours: number;
  /** The evaluation of exactly these weights; empty where there was none. */
  readonly metrics: Readonly<Record<string, number>>;
}
