import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { loadModel } from '../../models/artifact/load';
import { fasterRcnn } from '../../models/networks/detection/faster-rcnn';
import { foldBatchNorm } from '../../models/layers/fold';
import { TrainableParameters } from '../../models/layers/trainable-parameters';
import { defaultAugment } from '../data/augment/augment';
import { findModel } from '../export/model-files';
import { FASTER_RCNN_CLASSES, fitClasses } from '../tasks/classes/class-weights';
import { isCoco } from '../tasks/classes/data-classes';
import { prepareTwoStage, twoStageLosses, type TwoStageBatch } from '../tasks/detection/two-stage-step';
import { describeStart } from './command/describe-start';
import { detectorJudge } from './detector-judge';
import { runLength } from './command/run-length';
import { pictureBatches, transferRecipe, type TransferPlan } from './transfer-recipe';

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

/**
 * Faster R-CNN on ShuffleNetV2 1.5x with the ghost pyramid, 320 pixels, the classes of the data.
 * Transfer learning: the trunk has seen 118,000 photographs and stays as it is; proposals and box head are ours.
 */
export const fasterRcnnShuffleNetV2Pan320 = transferRecipe({
  name: 'faster-rcnn-shufflenet-v2-pan-320',
  summary: `Faster R-CNN over the data's classes at 320 pixels; trunk of ${STARTS.pretrained.parent}, frozen; proposals and box head trained.
40,000 pictures take about an hour on two CPU cores through tfjs-node and reach, of COCO, AP50 0.43 over VOC's 20 classes, 0.56 for person.`,
  options,

  async plan(given, { data, random, initial, report }): Promise<TransferPlan<TwoStageBatch>> {
    const { records, categories } = data;
    const { backbone, parent: name, mean: [...mean], std: [...std] } = STARTS[given.start];
    const parent = name === undefined ? undefined : await loadModel(await findModel(name));
    const { values: start, knows } = fitClasses(
      initial ?? { values: foldBatchNorm(parent?.values ?? new Map()), classes: undefined }, categories.map((category) => category.name), FASTER_RCNN_CLASSES, random.fork('classes'),
    );
    const images = given.images ?? runLength(records.length, LENGTH);
    report(describeStart(data, knows, images));
    const trainTrunk = given.start !== 'pretrained' || given.trunkRate > 0;
    const isNew = (parameter: string) => parameter.startsWith('rpn/') || parameter.startsWith('box_head/') || !start.has(parameter);
    const parameters = new TrainableParameters({ random: random.fork('parameters'), initial: start, trainable: (parameter) => given.trunkRate > 0 || isNew(parameter) });
    const networkOptions = { classes: categories.length, units: given.units, backbone };
    const network = fasterRcnn(networkOptions);
    const step = {
      classes: categories.length, proposals: given.proposals, boxSampling: { count: given.regions, positiveFraction: 0.25 }, trainTrunk,
    };
    return {
      parameters,
      card: { task: 'detection', scoreThreshold: 0.5, network: { name: 'faster-rcnn', options: networkOptions }, input: { width: SIZE, height: SIZE, mean, std } },
      texts: {
        title: 'Everyday things, looking twice',
        technicalName: `Faster R-CNN, ${backbone === 'mobilenet-v2' ? 'MobileNetV2' : 'ShuffleNetV2'}`,
        summary: "Finds COCO's 80 kinds of everyday things in two stages; made for live pictures on a phone.",
        limits: [
          'Small things are mostly missed: see its AP on small objects with "npm run evaluate".',
          'Sees COCO\'s 80 classes only; anything else is left out or taken for one of them.',
          'Trained on everyday photographs: unusual views (from above, at night, drawings) are worse.',
          'Box corners are less exact than those of the one-stage parent.',
        ],
      },
      how: 'in two stages',
      parent: parent && { card: parent.card, inherited: `${given.start === 'pretrained' ? 'Backbone, ghost pyramid and head towers' : 'The backbone'} as published, ${given.trunkRate > 0 ? `trained further at ${given.trunkRate}` : 'kept as they are'}; all else is trained here from nothing.` },
      batches: pictureBatches({ sizes: [SIZE], augment: defaultAugment }),
      images,
      optimizer: { kind: 'adamw', weightDecay: given.weightDecay, clipNorm: 10 },
      rate: given.rate,
      warmUpSteps: 500,
      learningRateScale: (parameter) => (isNew(parameter) ? 1 : given.trunkRate / given.rate),
      emaDecay: 0.999,
      prepare(batch, stepRandom) {
        const pictures = tf.tensor4d(batch.images, [given.batchSize, batch.size, batch.size, 3]);
        return prepareTwoStage(network, parameters, pictures, batch.samples, step, stepRandom);
      },
      losses: (prepared) => twoStageLosses(network, parameters, prepared, step),
      evaluations: 5,
      // Few pictures have COCO's other classes, so that their figures are noise.
      judge: detectorJudge(data, isCoco(categories) ? 'vocAp50' : 'ap50'),
    };
  },
});
