import type * as tf from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { NamedValues, TrainableParameters } from '../../models/layers/trainable-parameters';
import type { Random } from '../../models/tensor/random';
import type { LoadedEngine } from '../engines/engine';
import type { InitialWeights } from '../loop/initial-values';
import type { OptimizerOptions } from '../loop/optimizer';

/**
 * How a model is made: the network, its data, and the hyperparameters, as a paper's table has them. Everything else
 * (the loop, checkpoints, the log) is the same for all recipes and lives in training/loop.
 */
export interface Recipe<Schema extends z.ZodObject = z.ZodObject> {
  /** What is typed after `npm run train --`. */
  readonly name: string;
  /** What it makes, what it costs and what to expect, in a few lines. */
  readonly summary: string;
  /** The options of the command line: every field has a default and `.describe()`; camelCase here, --kebab-case there. */
  readonly options: Schema;
  /** Builds network and data. @throws NotFoundError where `dataDir` lacks a file, saying which */
  create(options: z.infer<Schema>, context: RecipeContext): Promise<TrainingJob>;
}

export interface RecipeContext {
  /** Where the data sets lie; it exists. */
  readonly dataDir: string;
  /** The folder of this run; it exists. */
  readonly outDir: string;
  /** Already tfjs's current backend. */
  readonly engine: LoadedEngine;
  /** Fork it (`random.fork('augment')`), so that one use does not disturb another. */
  readonly random: Random;
  /** Weights to start from, given with --init; the recipe says what it does without. */
  readonly initial?: InitialWeights;
  /** Tells the person at the terminal something: one sentence. */
  readonly report: (line: string) => void;
}

/**
 * What the loop needs to train one network. A step is: `accumulate` batches, for each `prepare` then `losses` and the
 * gradient of their sum; the mean gradient goes to the optimizer. Steps count from 0.
 *
 * A run can be stopped and resumed without a difference, so nothing here may depend on how often it was called:
 * randomness comes from the generator handed in, which is the same whenever a step is repeated.
 *
 * @typeParam Batch what a data loader yields: numbers (typed arrays, annotations), no tensors
 * @typeParam Prepared what `losses` needs: tensors, in arrays and plain objects, and anything else
 */
export interface TrainingJob<Batch = unknown, Prepared = unknown> {
  /** Its variables come into being in the first call of `losses`, which the loop makes once for that alone. */
  readonly parameters: TrainableParameters;
  /** Steps of the whole run. */
  readonly steps: number;
  /** Images of one batch. */
  readonly batchSize: number;
  /** Batches whose mean gradient makes one step. Default 1. */
  readonly accumulate?: number;
  readonly optimizer: OptimizerOptions;
  /** The rate of a step; training/loop/schedule.ts has the usual curves. */
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
  /**
   * What needs no gradient: the input tensor, targets, the features of a frozen trunk. Runs before the gradient tape and
   * in a tidy, also where it is asynchronous; the loop disposes every tensor that it returns.
   */
  prepare(batch: Batch, random: Random): Prepared | Promise<Prepared>;
  /** The loss terms, scalars by name, weighted: their sum is minimised. Runs in a tidy and on the gradient tape. */
  losses(prepared: Prepared, random: Random): Readonly<Record<string, tf.Scalar>>;
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
