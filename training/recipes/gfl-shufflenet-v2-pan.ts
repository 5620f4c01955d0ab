import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { loadModel, toWeights } from '../../models/artifact/load';
import { nanoDet } from '../../models/detection/nano-det';
import { TrainableParameters, type NamedValues } from '../../models/layers/trainable-parameters';
import { weightScope } from '../../models/layers/weight-scope';
import type { PredictorCard } from '../../models/runtime/predictor';
import type { AugmentOptions } from '../data/augment';
import { COCO_CATEGORIES } from '../data/categories';
import { detectionBatches, type DetectionBatch } from '../data/detection-batches';
import { classExamples } from '../detection/class-examples';
import { denseLosses, prepareDense, isTrained, TRAINED_PARTS, type DenseBatch } from '../detection/dense-step';
import { readDetectorData } from '../detection/detection-data';
import { validateDetector } from '../detection/detection-metrics';
import { evaluateExport } from '../detection/evaluate-export';
import { averageWeights } from '../export/average-weights';
import { exportModel } from '../export/export-model';
import { findModel } from '../export/model-files';
import { sourceCommit } from '../export/source-commit';
import { cosineToZero, warmUp } from '../loop/schedule';
import type { Recipe, TrainingJob } from './recipe';

const NAME = 'gfl-shufflenet-v2-pan';
const PARENT = 'nanodet-plus-coco';

/** Sides of the square input that one set of weights serves. */
const SIZES = [256, 320, 416, 512] as const;
/** The one that is shown first and followed while training. */
const SIZE = 320;

/** Close to what is shown later, for the network is trained already: a third larger or smaller, mild colours. */
const AUGMENT: AugmentOptions = { flip: 0.5, scale: [0.7, 1.35], aspect: 1.2, brightness: 0.1, contrast: 0.25, saturation: 0.3, hueDegrees: 6, minimumVisible: 0.25 };

const options = z.strictObject({
  sets: z.string().default('objects,voc2007').describe('folders below --data with train.json and images/, separated by commas; the first has val.json'),
  images: z.int().positive().default(20_000).describe('pictures seen in the whole run'),
  batchSize: z.int().positive().default(8).describe('pictures of a step'),
  sizes: z.array(z.int().positive().multipleOf(32)).min(1).default([256, 320, 416, 512]).describe('sides of the input that a step draws from; one given twice is drawn twice as often'),
  rate: z.number().positive().default(5e-5).describe('peak learning rate of the head'),
  trunkRate: z.number().min(0).default(2e-5).describe('peak learning rate of backbone and pyramid; three times as much cost 0.007 of AP50'),
  part: z.enum(TRAINED_PARTS).default('all').describe('what learns: the head alone, the pyramid too, or all'),
  distillation: z.number().min(0).default(0.25).describe('weight of the published network as a teacher where the labels speak too'),
  unlabelled: z.number().min(0).default(1).describe('weight of the teacher for classes that a picture does not label; 0 leaves them out'),
  doubt: z.number().min(0).max(1).default(0.3).describe("the teacher's score above which a finding that the labels lack is left to the teacher: small things are often not labelled; 1 believes the labels"),
  repeatThreshold: z.number().min(0).max(1).default(0.02).describe('classes in a smaller share of the pictures are shown more often (LVIS); 0 shows all pictures alike'),
  parentShare: z.number().min(0).max(1).default(0.5).describe('share of the published weights in those that are measured and exported: half of both is better than either'),
  emaDecay: z.number().min(0).max(1).default(0.998).describe('of the moving average of the weights'),
  evaluateEvery: z.int().positive().default(500).describe('steps between evaluations'),
});

/**
 * NanoDet-Plus trained further with generalised focal loss: one stage, COCO's 80 classes, one set of weights for four sizes.
 * Low rates and a teacher keep what 118,000 photographs taught; the photographs here add what they can.
 */
export const gflShuffleNetV2Pan: Recipe<typeof options> = {
  name: NAME,
  summary: `One-stage detector over COCO's 80 classes at 256 to 512 pixels, trained further from ${PARENT}.
20,000 pictures take about an hour and a half on two CPU cores through tfjs-node. See training/experiments/detection.md for what to expect.`,
  options,

  async create(given, { dataDir, outDir, random, initial, report }): Promise<TrainingJob<DetectionBatch, DenseBatch>> {
    const categories = COCO_CATEGORIES.map(({ id, name }) => ({ id, name }));
    const { records, validation, problems, described } = await readDetectorData(dataDir, given.sets, categories, report);

    const parent = await loadModel(await findModel(PARENT));
    const { mean, std } = parent.card.input;
    const teacher = weightScope(toWeights(parent.values));
    const parameters = new TrainableParameters({ random: random.fork('parameters'), initial: initial ?? parent.values, trainable: (name) => isTrained(name, given.part) });
    const networkOptions = { classes: categories.length };
    const network = nanoDet(networkOptions);
    const detector: PredictorCard = {
      name: NAME,
      task: 'detection',
      scoreThreshold: parent.card.scoreThreshold,
      network: { name: 'nano-det', options: networkOptions },
      input: { width: SIZE, height: SIZE, sizes: [...SIZES], mean, std },
      categories,
    };
    const batches = detectionBatches({
      records, categoryCount: categories.length, sizes: given.sizes, batchSize: given.batchSize, augment: AUGMENT,
      mean, std, seed: random.fork('data').seed, sampling: given.repeatThreshold === 0 ? 'uniform' : { repeatThreshold: given.repeatThreshold }, problems,
    });
    const steps = Math.ceil(given.images / given.batchSize);
    const step = { classes: categories.length, part: given.part, distillation: given.distillation, unlabelled: given.unlabelled, doubt: given.doubt };
    const shipped = (values: NamedValues) => averageWeights([{ values, share: 1 - given.parentShare }, { values: parent.values, share: given.parentShare }]);

    return {
      parameters,
      steps,
      batchSize: given.batchSize,
      optimizer: { kind: 'adamw', weightDecay: 0, clipNorm: 35 },
      learningRate: warmUp(cosineToZero(given.rate, steps), Math.min(200, Math.ceil(steps / 10))),
      learningRateScale: (name) => (isTrained(name, 'head') ? 1 : given.trunkRate / given.rate),
      emaDecay: given.emaDecay,
      batches: (first) => batches.from(first),
      prepare: (batch) => prepareDense(network, parameters, teacher, tf.tensor4d(batch.images, [given.batchSize, batch.size, batch.size, 3]), batch.samples, step),
      losses: (prepared) => denseLosses(network, parameters, prepared, step),
      evaluation: {
        everySteps: given.evaluateEvery,
        best: 'ap',
        run: (values) => validateDetector(detector, shipped(values), validation),
      },
      export: async (values, info) => {
        const directory = join(outDir, 'model');
        await exportModel({ directory, values: shipped(values), card: {
          ...detector,
          title: 'Everyday things, fast',
          technicalName: 'One-stage detector, ShuffleNetV2',
          summary: "Finds COCO's 80 kinds of everyday things in one stage, at four sizes for slow and fast devices.",
          role: 'product',
          parent: {
            name: parent.card.name,
            source: parent.card.technicalName ?? parent.card.title,
            licence: parent.card.licence,
            what: `All weights as published, then trained further here: ${given.part === 'all' ? 'backbone, pyramid and head' : given.part === 'pyramid' ? 'pyramid and head' : 'the head'}, with the published network as a teacher${given.parentShare > 0 ? `; then averaged with the published weights, which count for ${Math.round(100 * given.parentShare)} %` : ''}.`,
          },
          training: {
            recipe: info.recipe, command: info.command, seed: info.seed, engine: info.engine, commit: sourceCommit(), steps: info.step, images: info.images, hours: info.hours,
            data: described,
          },
          metrics: [],
          limits: [
            'Misses most things smaller than 32 pixels a side, above all many at once: people far off, birds over water, books on a shelf, cutlery on a table. At 512 pixels it finds more of them than at 256.',
            'Takes neighbouring kinds for one another (sheep and cow, truck and car, bicycle and motorcycle); where things of one kind overlap, a box may hold parts of several.',
            'Pictures that lie on their side, taken from above, at night or against the light, and drawings and statues, are worse than everyday photographs.',
            "Sees COCO's 80 classes only; anything else is left out or taken for one of them.",
          ],
          licence: 'Apache-2.0',
          attribution: [...parent.card.attribution, 'COCO annotations (CC BY 4.0)', 'PASCAL VOC 2007 and 2012 (Flickr photographs, research use)'],
        } });
        await evaluateExport(directory, { validation, trained: classExamples(records, categories), engine: info.engine, report });
      },
    };
  },
};
