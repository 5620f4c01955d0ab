import type { z } from 'zod';
import type { Random } from '../../models/tensor/random';
import type { TrainingEngine } from '../engines/engine';
import type { InitialWeights } from '../loop/initial-values';
import type { TrainingJob } from '../loop/training-job';

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
  readonly engine: TrainingEngine;
  /** Fork it (`random.fork('augment')`), so that one use does not disturb another. */
  readonly random: Random;
  /** Weights to start from, given with --init; the recipe says what it does without. */
  readonly initial?: InitialWeights;
  /** Tells the person at the terminal something: one sentence. */
  readonly report: (line: string) => void;
}
