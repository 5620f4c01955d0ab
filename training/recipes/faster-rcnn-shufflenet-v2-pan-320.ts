import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { loadModel } from '../../models/artifact/load';
import { fasterRcnn } from '../../models/networks/detection/faster-rcnn';
import type { Backbone } from '../../models/networks/detection/nano-det';
import { foldBatchNorm } from '../../models/layers/fold';
import { TrainableParameters } from '../../models/layers/trainable-parameters';
import type { PredictorCard } from '../../models/predictor';
import { defaultAugment } from '../data/augment/augment';
import { detectionBatches, type DetectionBatch } from '../data/batches/detection-batches';
import { classExamples } from '../tasks/classes/class-examples';
import { FASTER_RCNN_CLASSES, fitClasses } from '../tasks/classes/class-weights';
import { isCoco } from '../tasks/classes/data-classes';
import { readDetectorData } from '../tasks/detection/detection-data';
import { validateDetector } from '../tasks/detection/detection-metrics';
import { evaluateExport } from '../tasks/detection/evaluate-export';
import { prepareTwoStage, twoStageLosses, type TwoStageBatch } from '../tasks/detection/two-stage-step';
import { exportModel } from '../export/export-model';
import { findModel } from '../export/model-files';
import { sourceCommit } from '../export/source-commit';
import { cosineToZero, warmUp } from '../../models/learning/schedule';
import { describeStart } from './describe-start';
import { detectorTexts, type DetectorTexts } from './detector-texts';
import type { TrainingJob } from '../loop/training-job';
import type { Recipe } from './recipe';
import { runLength } from './run-length';

const NAME = 'faster-rcnn-shufflenet-v2-pan-320';
const SIZE = 320;

/** Where the trunk may begin: all of it, its backbone alone, or nothing of it; each with the normalisation it was made for. */
const STARTS = {
  pretrained: { backbone: 'shufflenet-v2-1.5x', parent: 'nanodet-plus-coco', mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] },
  imagenet: { backbone: 'mobilenet-v2', parent: 'mobilenet-v2-imagenet', mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5] },
  random: { backbone: 'shufflenet-v2-1.5x', parent: undefined, mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] },
} as const;

/** Proposals and box head are always new, and find little before they have seen some ten thousand pictures. */
const LENGTH = { passes: 40, least: 10_000, most: 40_000 } as const;

const options = z.strictObject({
  sets: z.string().default('objects').describe('folders below --data with train.json and images/, separated by commas; the first has val.json'),
  images: z.int().positive().optional().describe(`pictures seen in the whole run; by default the data ${LENGTH.passes} times, ${LENGTH.least} to ${LENGTH.most}`),
  batchSize: z.int().positive().default(8).describe('pictures of a step'),
  rate: z.number().positive().default(1e-3).describe('peak learning rate of the heads'),
  trunkRate: z.number().min(0).default(0).describe('learning rate of what the start gives; 0 keeps it frozen, 1e-5 is what it bears late in training'),
  weightDecay: z.number().min(0).default(0.01).describe('of AdamW'),
  units: z.int().positive().default(256).describe('width of the box head'),
  proposals: z.int().positive().default(200).describe('regions proposed for a picture while training'),
  regions: z.int().positive().default(96).describe('regions of a picture that the box head learns from'),
  start: z.enum(['pretrained', 'imagenet', 'random']).default('pretrained').describe('the trunk of the shipped nanodet-plus-coco, the backbone of mobilenet-v2-imagenet, or random weights'),
  repeatThreshold: z.number().min(0).max(1).default(0).describe('classes in a smaller share of the pictures are shown more often (LVIS); 0 shows all pictures alike'),
  evaluateEvery: z.int().positive().optional().describe('steps between evaluations; by default there are five'),
});

const cocoTexts = (backbone: Backbone, startAttribution: readonly string[]): DetectorTexts => ({
  name: NAME,
  title: 'Everyday things, looking twice',
  technicalName: `Faster R-CNN, ${backbone === 'mobilenet-v2' ? 'MobileNetV2' : 'ShuffleNetV2'}`,
  summary: "Finds COCO's 80 kinds of everyday things in two stages; made for live pictures on a phone.",
  limits: [
    'Small things are mostly missed: see its AP on small objects with "npm run evaluate".',
    'Sees COCO\'s 80 classes only; anything else is left out or taken for one of them.',
    'Trained on everyday photographs: unusual views (from above, at night, drawings) are worse.',
    'Box corners are less exact than those of the one-stage parent.',
  ],
  attribution: [...startAttribution, 'COCO annotations (CC BY 4.0)', 'PASCAL VOC 2007 and 2012 (Flickr photographs, research use)'],
});

/**
 * Faster R-CNN on ShuffleNetV2 1.5x with the ghost pyramid, 320 pixels, the classes of the data.
 * Transfer learning: the trunk has seen 118,000 photographs and stays as it is; proposals and box head are ours.
 */
export const fasterRcnnShuffleNetV2Pan320: Recipe<typeof options> = {
  name: NAME,
  summary: `Faster R-CNN over the data's classes at 320 pixels; trunk of ${STARTS.pretrained.parent}, frozen; proposals and box head trained.
40,000 pictures take about an hour on two CPU cores through tfjs-node and reach, of COCO, AP50 0.43 over VOC's 20 classes, 0.56 for person.`,
  options,

  async create(given, { dataDir, outDir, random, initial, report }): Promise<TrainingJob<DetectionBatch, TwoStageBatch>> {
    const data = await readDetectorData(dataDir, given.sets, report);
    const { records, categories, validation, problems, described } = data;

    const { backbone, parent, mean: [...mean], std: [...std] } = STARTS[given.start];
    const parentModel = parent === undefined ? undefined : await loadModel(await findModel(parent));
    const { values: start, knows } = fitClasses(
      initial ?? { values: foldBatchNorm(parentModel?.values ?? new Map()), classes: undefined }, categories.map(({ name }) => name), FASTER_RCNN_CLASSES, random.fork('classes'),
    );
    const images = given.images ?? runLength(records.length, LENGTH);
    report(describeStart(data, knows, images));
    const trainTrunk = given.start !== 'pretrained' || given.trunkRate > 0;
    const isNew = (name: string) => name.startsWith('rpn/') || name.startsWith('box_head/') || !start.has(name);
    const parameters = new TrainableParameters({ random: random.fork('parameters'), initial: start, trainable: (name) => given.trunkRate > 0 || isNew(name) });
    const networkOptions = { classes: categories.length, units: given.units, backbone };
    const network = fasterRcnn(networkOptions);
    const startAttribution = parentModel?.card.attribution ?? [];
    const texts = detectorTexts(data, { coco: cocoTexts(backbone, startAttribution), how: 'in two stages', startAttribution });
    const detector: PredictorCard = {
      name: texts.name,
      task: 'detection',
      scoreThreshold: 0.5,
      network: { name: 'faster-rcnn', options: networkOptions },
      input: { width: SIZE, height: SIZE, mean, std },
      categories: [...categories],
    };
    const batches = detectionBatches({
      records, categoryCount: categories.length, sizes: [SIZE], batchSize: given.batchSize, augment: defaultAugment,
      mean, std, seed: random.fork('data').seed, sampling: given.repeatThreshold === 0 ? 'uniform' : { repeatThreshold: given.repeatThreshold }, problems,
    });
    const steps = Math.ceil(images / given.batchSize);
    const step = {
      classes: categories.length, proposals: given.proposals, boxSampling: { count: given.regions, positiveFraction: 0.25 }, trainTrunk,
    };

    return {
      parameters,
      steps,
      batchSize: given.batchSize,
      optimizer: { kind: 'adamw', weightDecay: given.weightDecay, clipNorm: 10 },
      learningRate: warmUp(cosineToZero(given.rate, steps), Math.min(500, Math.ceil(steps / 10))),
      learningRateScale: (name) => (isNew(name) ? 1 : given.trunkRate / given.rate),
      emaDecay: 0.999,
      batches: (first) => batches.from(first),
      prepare(batch, stepRandom) {
        const images = tf.tensor4d(batch.images, [given.batchSize, batch.size, batch.size, 3]);
        return prepareTwoStage(network, parameters, images, batch.samples, step, stepRandom);
      },
      losses: (prepared) => twoStageLosses(network, parameters, prepared, step),
      evaluation: {
        everySteps: given.evaluateEvery ?? Math.ceil(steps / 5),
        // Few pictures have COCO's other classes, so that their figures are noise.
        best: isCoco(categories) ? 'vocAp50' : 'ap50',
        run: (values) => validateDetector(detector, values, validation),
      },
      export: async (values, info) => {
        const directory = join(outDir, 'model');
        await exportModel({ directory, values, card: {
          ...detector,
          ...texts,
          role: 'product',
          parent: parentModel && {
            name: parentModel.card.name,
            source: parentModel.card.technicalName ?? parentModel.card.title,
            licence: parentModel.card.licence,
            what: `${given.start === 'pretrained' ? 'Backbone, ghost pyramid and head towers' : 'The backbone'} as published, ${given.trunkRate > 0 ? `trained further at ${given.trunkRate}` : 'kept as they are'}; all else is trained here from nothing.`,
          },
          training: {
            recipe: info.recipe, command: info.command, seed: info.seed, engine: info.engine, commit: sourceCommit(), steps: info.step, images: info.images, hours: info.hours,
            data: described,
          },
          metrics: [],
          licence: 'Apache-2.0',
        } });
        await evaluateExport(directory, { validation, trained: classExamples(records, categories), engine: info.engine, report });
      },
    };
  },
};
