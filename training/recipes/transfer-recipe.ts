import { join } from 'node:path';
import type { z } from 'zod';
import type { Card } from '../../models/artifact/card';
import type { NamedValues, TrainableParameters } from '../../models/layers/trainable-parameters';
import { cosineToZero, warmUp } from '../../models/learning/schedule';
import type { OptimizerOptions } from '../../models/learning/optimizer';
import type { PredictorCard } from '../../models/predictor';
import type { Random } from '../../models/tensor/random';
import { detectionBatches, type DetectionBatch, type DetectionBatchesOptions } from '../data/batches/detection-batches';
import type { DetectionRecord } from '../data/record';
import { evaluateExport, type EvaluateExportOptions } from '../export/evaluate-export';
import { exportModel } from '../export/export-model';
import { sourceCommit } from '../export/source-commit';
import type { JobEvaluation, TrainingJob } from '../loop/training-job';
import { readDetectorData, type DetectorData } from '../tasks/detection/detection-data';
import { detectorTexts, type DetectorTexts } from './detector-texts';
import type { Recipe, RecipeContext } from './recipe';

/** Options that such a recipe has, whatever else it has. */
interface SharedOptions {
  /** Folders below --data with train.json and images/, separated by commas; the first has val.json. */
  readonly sets: string;
  readonly batchSize: number;
  /** Classes in a smaller share of the records are shown more often (LVIS); 0 shows all alike. */
  readonly repeatThreshold?: number;
  /** Steps between evaluations. */
  readonly evaluateEvery?: number | undefined;
}

/** What one recipe has of its own. */
export interface TransferDifferences<Schema extends z.ZodObject, Prepared, Batch> extends Pick<Recipe<Schema>, 'name' | 'summary' | 'options'> {
  readonly plan: (given: z.infer<Schema>, setting: TransferSetting) => Promise<TransferPlan<Prepared, Batch>>;
}

export interface TransferSetting extends Pick<RecipeContext, 'outDir' | 'random' | 'initial' | 'report'> {
  readonly data: DetectorData;
}

/** A training, but for what all of these recipes do alike. */
export interface TransferPlan<Prepared, Batch = DetectionBatch> extends Pick<TrainingJob<Batch, Prepared>, 'prepare' | 'losses' | 'learningRateScale' | 'emaDecay'> {
  readonly parameters: TrainableParameters;
  readonly card: Omit<PredictorCard, 'name' | 'categories'>;
  /** Of a model of COCO's classes. */
  readonly texts: Pick<DetectorTexts, 'title' | 'technicalName' | 'summary' | 'limits'>;
  /** In what way other classes are found: "in one stage". */
  readonly how: string;
  /** The model that it goes on from, if any, and what of the weights is that model's. */
  readonly parent: { readonly card: Card; readonly inherited: string } | undefined;
  /** What is shown. */
  readonly batches: (setting: BatchSetting) => TrainingJob<Batch, Prepared>['batches'];
  /** How many pictures, or parts of them, in the whole run. */
  readonly images: number;
  readonly optimizer: OptimizerOptions;
  /** The peak; it is reached after so many steps at the most, and falls to zero along a cosine. */
  readonly rate: number;
  readonly warmUpSteps: number;
  /** How many there are, unless the command line says how often. */
  readonly evaluations: number;
  readonly judge: Judge;
  /** What is measured and exported of the trained weights; by default these. */
  readonly shipped?: (values: NamedValues) => NamedValues;
}

/** What batches depend on, whatever they are of. */
interface BatchSetting extends Pick<DetectionBatchesOptions, 'batchSize' | 'mean' | 'std' | 'sampling'> {
  readonly data: DetectorData;
  readonly random: Random;
}

/** What augmented pictures are made of. */
interface ShownPictures extends Pick<DetectionBatchesOptions, 'sizes' | 'augment'> {
  /** Pictures, or parts of them. By default those of the data. */
  readonly records?: readonly DetectionRecord[];
}

/** Batches of augmented pictures. */
export const pictureBatches = ({ records, ...shown }: ShownPictures) => ({ data, random, ...setting }: BatchSetting): ((first: number) => AsyncIterable<DetectionBatch>) => {
  const batches = detectionBatches({ ...setting, ...shown, records: records ?? data.records, categoryCount: data.categories.length, seed: random.fork('data').seed, problems: data.problems });
  return (first) => batches.from(first);
};

/** How a model is judged while it trains, and once it is exported. */
export interface Judge extends Pick<JobEvaluation, 'best'>, Pick<EvaluateExportOptions, 'measure'> {
  validate(card: PredictorCard, values: NamedValues): ReturnType<JobEvaluation['run']>;
}

/** A recipe that goes on from a model of ours on annotated pictures; the classes are the data's. It states what is its own. */
export function transferRecipe<Schema extends z.ZodObject, Prepared, Batch>({ name, summary, options, plan: planFor }: TransferDifferences<Schema, Prepared, Batch> & { readonly options: z.ZodType<SharedOptions> }): Recipe<Schema> {
  return {
    name,
    summary,
    options,
    async create(given: z.infer<Schema> & SharedOptions, { dataDir, outDir, random, initial, report }): Promise<TrainingJob<Batch, Prepared>> {
      const data = await readDetectorData(dataDir, given.sets, report);
      const plan = await planFor(given, { data, outDir, random, initial, report });
      const { parameters, parent, images, judge, shipped = (values: NamedValues) => values } = plan;
      const { categories } = data;
      const startAttribution = parent?.card.attribution ?? [];
      const texts = detectorTexts(data, { coco: { name, ...plan.texts, attribution: [...startAttribution, ...DATA_ATTRIBUTION] }, how: plan.how, startAttribution });
      const card: PredictorCard = { ...plan.card, name: texts.name, categories: [...categories] };
      const { mean, std } = card.input;
      const { repeatThreshold = 0 } = given;
      const sampling = repeatThreshold === 0 ? 'uniform' : { repeatThreshold };
      const steps = Math.ceil(images / given.batchSize);
      return {
        parameters,
        steps,
        batchSize: given.batchSize,
        optimizer: plan.optimizer,
        learningRate: warmUp(cosineToZero(plan.rate, steps), Math.min(plan.warmUpSteps, Math.ceil(steps / 10))),
        ...(plan.learningRateScale && { learningRateScale: plan.learningRateScale }),
        emaDecay: plan.emaDecay,
        batches: plan.batches({ data, random, batchSize: given.batchSize, mean, std, sampling }),
        prepare: plan.prepare,
        losses: plan.losses,
        evaluation: {
          everySteps: given.evaluateEvery ?? Math.ceil(steps / plan.evaluations),
          best: judge.best,
          run: (values) => judge.validate(card, shipped(values)),
        },
        export: async (values, { recipe, command, seed, engine, step, images: seen, hours }) => {
          const directory = join(outDir, 'model');
          await exportModel({ directory, values: shipped(values), card: {
            ...card,
            ...texts,
            role: 'product',
            parent: parent && { name: parent.card.name, source: parent.card.technicalName ?? parent.card.title, licence: parent.card.licence, what: parent.inherited },
            training: { recipe, command, seed, engine, commit: sourceCommit(), steps: step, images: seen, hours, data: data.described },
            metrics: [],
            licence: 'Apache-2.0',
          } });
          await evaluateExport(directory, { measure: judge.measure, engine, report });
        },
      };
    },
  };
}

const DATA_ATTRIBUTION = ['COCO annotations (CC BY 4.0)', 'PASCAL VOC 2007 and 2012 (Flickr photographs, research use)'];
