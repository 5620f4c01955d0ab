import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { loadModel, toWeights } from '../../models/artifact/load';
import { nanoDet } from '../../models/networks/detection/nano-det';
import { TrainableParameters } from '../../models/layers/trainable-parameters';
import { weightScope } from '../../models/layers/weight-scope';
import { defaultAugment, type AugmentOptions } from '../data/augment/augment';
import { fitClasses, NANO_DET_CLASSES } from '../tasks/classes/class-weights';
import { denseLosses, prepareDense, isTrained, TRAINED_PARTS, type DenseBatch } from '../tasks/detection/dense-step';
import { averageWeights } from '../export/average-weights';
import { findModel } from '../export/model-files';
import type { InitialWeights } from '../loop/initial-values';
import { describeStart } from './command/describe-start';
import { detectorJudge } from './detector-judge';
import { runLength } from './command/run-length';
import { pictureBatches, transferRecipe, type TransferPlan } from './transfer-recipe';

const PARENT = 'nanodet-plus-coco';

/** Sides of the square input that one set of weights serves. */
const SIZES = [256, 320, 416, 512] as const;
/** The one that is shown first and followed while training. */
const SIZE = 320;

/** Where the published network knows all classes, little is changed; augmentation is close to what is shown later: a third larger or smaller, mild colours. */
const FURTHER = {
  rate: 5e-5, trunkRate: 2e-5, parentShare: 0.5, evaluations: 5, length: { passes: 10, least: 1000, most: 20_000 },
  augment: { flip: 0.5, scale: [0.7, 1.35], aspect: 1.2, brightness: 0.1, contrast: 0.25, saturation: 0.3, hueDegrees: 6, minimumVisible: 0.25 } satisfies AugmentOptions,
} as const;
/** Other classes have to be learned from nothing, on a trunk that knows what things look like. */
const NEW_CLASSES = { rate: 1e-3, trunkRate: 1e-4, parentShare: 0, evaluations: 10, length: { passes: 20, least: 2000, most: 20_000 }, augment: defaultAugment } as const;

const options = z.strictObject({
  sets: z.string().default('objects,voc2007').describe('folders below --data with train.json and images/, separated by commas; the first has val.json'),
  images: z.int().positive().optional().describe(`pictures seen in the whole run; by default the data ${FURTHER.length.passes} times, ${NEW_CLASSES.length.passes} times where classes are new, at most ${FURTHER.length.most}`),
  batchSize: z.int().positive().default(8).describe('pictures of a step'),
  sizes: z.array(z.int().positive().multipleOf(32)).min(1).default([256, 320, 416, 512]).describe('sides of the input that a step draws from; one given twice is drawn twice as often'),
  rate: z.number().positive().optional().describe(`peak learning rate of the head; by default ${FURTHER.rate}, ${NEW_CLASSES.rate} where classes are new`),
  trunkRate: z.number().min(0).optional().describe(`peak learning rate of backbone and pyramid; by default ${FURTHER.trunkRate}, three times as much cost 0.007 of AP50; ${NEW_CLASSES.trunkRate} where classes are new`),
  part: z.enum(TRAINED_PARTS).default('all').describe('what learns: the head alone, the pyramid too, or all'),
  distillation: z.number().min(0).default(0.25).describe('weight of the published network as a teacher where the labels speak too'),
  unlabelled: z.number().min(0).default(1).describe('weight of the teacher for classes that a picture does not label; 0 leaves them out'),
  doubt: z.number().min(0).max(1).default(0.3).describe("the teacher's score above which a finding that the labels lack is left to the teacher: small things are often not labelled; 1 believes the labels"),
  repeatThreshold: z.number().min(0).max(1).default(0.02).describe('classes in a smaller share of the pictures are shown more often (LVIS); 0 shows all pictures alike'),
  parentShare: z.number().min(0).max(1).optional().describe(`share of the published weights in those that are measured and exported; by default ${FURTHER.parentShare}, for half of both is better than either, 0 where classes are new`),
  emaDecay: z.number().min(0).max(1).default(0.998).describe('of the moving average of the weights'),
  evaluateEvery: z.int().positive().optional().describe(`steps between evaluations; by default there are ${FURTHER.evaluations}, ${NEW_CLASSES.evaluations} where classes are new`),
});

/**
 * NanoDet-Plus trained further with generalised focal loss: one stage, the classes of the data, one set of weights for four sizes.
 * Low rates and a teacher keep what 118,000 photographs taught of COCO's classes; the photographs here add what they can.
 */
export const gflShuffleNetV2Pan = transferRecipe({
  name: 'gfl-shufflenet-v2-pan',
  summary: `One-stage detector of the data's classes at 256 to 512 pixels, trained further from ${PARENT}.
20,000 pictures take about an hour and a half on two CPU cores through tfjs-node. See training/experiments/detection.md for what to expect of COCO's classes.`,
  options,

  async plan(given, { data, random, initial, report }): Promise<TransferPlan<DenseBatch>> {
    const { records, categories } = data;
    const names = categories.map(({ name }) => name);
    const parent = await loadModel(await findModel(PARENT));
    const { input: { mean, std }, scoreThreshold } = parent.card;
    const fit = (start: InitialWeights) => fitClasses(start, names, NANO_DET_CLASSES, random.fork('classes'));
    const published = fit({ values: parent.values, classes: parent.card.categories.map(({ name }) => name) });
    const start = initial === undefined ? published : fit(initial);
    const defaults = published.knows.every((isKnown) => isKnown) ? FURTHER : NEW_CLASSES;
    const { rate = defaults.rate, trunkRate = defaults.trunkRate, parentShare = defaults.parentShare, images = runLength(records.length, defaults.length) } = given;
    report(describeStart(data, start.knows, images));

    const teacher = { scope: weightScope(toWeights(published.values)), knows: published.knows.map((isKnown) => (isKnown ? 1 : 0)) };
    const parameters = new TrainableParameters({ random: random.fork('parameters'), initial: start.values, trainable: (name) => isTrained(name, given.part) });
    const networkOptions = { classes: categories.length };
    const network = nanoDet(networkOptions);
    const step = { classes: categories.length, part: given.part, distillation: given.distillation, unlabelled: given.unlabelled, doubt: given.doubt };
    return {
      parameters,
      card: { task: 'detection', scoreThreshold, network: { name: 'nano-det', options: networkOptions }, input: { width: SIZE, height: SIZE, sizes: [...SIZES], mean, std } },
      texts: {
        title: 'Everyday things, fast',
        technicalName: 'One-stage detector, ShuffleNetV2',
        summary: "Finds COCO's 80 kinds of everyday things in one stage, at four sizes for slow and fast devices.",
        limits: [
          'Misses most things smaller than 32 pixels a side, above all many at once: people far off, birds over water, books on a shelf, cutlery on a table. At 512 pixels it finds more of them than at 256.',
          'Takes neighbouring kinds for one another (sheep and cow, truck and car, bicycle and motorcycle); where things of one kind overlap, a box may hold parts of several.',
          'Pictures that lie on their side, taken from above, at night or against the light, and drawings and statues, are worse than everyday photographs.',
          "Sees COCO's 80 classes only; anything else is left out or taken for one of them.",
        ],
      },
      how: 'in one stage, at four sizes for slow and fast devices',
      parent: { card: parent.card, inherited: `All weights as published${published.knows.includes(false) ? ' but those of the classes that it does not know' : ''}, then trained further here: ${given.part === 'all' ? 'backbone, pyramid and head' : given.part === 'pyramid' ? 'pyramid and head' : 'the head'}${published.knows.includes(true) ? ', with the published network as a teacher' : ''}${parentShare > 0 ? `; then averaged with the published weights, which count for ${Math.round(100 * parentShare)} %` : ''}.` },
      batches: pictureBatches({ sizes: given.sizes, augment: defaults.augment }),
      images,
      optimizer: { kind: 'adamw', weightDecay: 0, clipNorm: 35 },
      rate,
      warmUpSteps: 200,
      learningRateScale: (name) => (isTrained(name, 'head') ? 1 : trunkRate / rate),
      emaDecay: given.emaDecay,
      prepare: (batch) => prepareDense(network, parameters, teacher, tf.tensor4d(batch.images, [given.batchSize, batch.size, batch.size, 3]), batch.samples, step),
      losses: (prepared) => denseLosses(network, parameters, prepared, step),
      evaluations: defaults.evaluations,
      judge: detectorJudge(data, 'ap'),
      shipped: (values) => averageWeights([{ values, share: 1 - parentShare }, { values: published.values, share: parentShare }]),
    };
  },
});
