import { join } from 'node:path';
import { z } from 'zod';
import type { Card } from '../../models/artifact/card';
import { loadModel } from '../../models/artifact/load';
import { mobileNetV2Classifier } from '../../models/networks/classification/mobilenet-v2-classifier';
import { foldBatchNorm } from '../../models/layers/fold';
import { TrainableParameters } from '../../models/layers/trainable-parameters';
import type { PredictorCard } from '../../models/predictor';
import type { AugmentOptions } from '../data/augment/augment';
import { locateRecords } from '../data/sources/coco-records';
import { cropRecords } from '../data/sources/crop-records';
import { detectionBatches, type DetectionBatch } from '../data/batches/detection-batches';
import { type ClassLayers, fitClasses } from '../tasks/classes/class-weights';
import { readDetectorData } from '../tasks/detection/detection-data';
import { exportModel } from '../export/export-model';
import { findModel } from '../export/model-files';
import { sourceCommit } from '../export/source-commit';
import { cosineToZero, warmUp } from '../../models/learning/schedule';
import { type ClassificationBatch, classificationLosses, isTrained, prepareClassification, TRAINED_PARTS } from '../tasks/classification/step';
import { validateClassifier } from '../tasks/classification/validate';
import { detectorTexts, type DetectorTexts } from './detector-texts';
import type { TrainingJob } from '../loop/training-job';
import type { Recipe } from './recipe';

const NAME = 'mobilenet-v2-objects';
const PARENT = 'mobilenet-v2-imagenet';
const CROPS = { context: 1.25, minimumSide: 32 };
const LAST_LAYER: ClassLayers = { has: (parameter) => parameter.startsWith('classifier/'), others: 0, bias: 0 };

const AUGMENT: AugmentOptions = { flip: 0.5, scale: [0.75, 1.3], aspect: 1.25, brightness: 0.1, contrast: 0.25, saturation: 0.3, hueDegrees: 8, minimumVisible: 0 };

const options = z.strictObject({
  sets: z.string().default('objects,voc2007').describe('folders below --data with train.json and images/, separated by commas; the first has val.json'),
  images: z.int().positive().default(80_000).describe('crops seen in the whole run'),
  batchSize: z.int().positive().default(32).describe('crops of a step'),
  trainSize: z.int().positive().multipleOf(32).default(160).describe('side of the input while training; smaller is faster, and things look larger in it than they will (Touvron et al. 2019)'),
  size: z.int().positive().multipleOf(32).default(224).describe('side of the input that is measured and shipped'),
  part: z.enum(TRAINED_PARTS).default('all').describe('what learns: the last layer alone, over features as published, or everything'),
  rate: z.number().positive().default(1e-3).describe('peak learning rate of the last layer'),
  trunkRate: z.number().min(0).default(1e-4).describe('peak learning rate of the rest'),
  weightDecay: z.number().min(0).default(0.02).describe('of AdamW, on kernels'),
  labelSmoothing: z.number().min(0).max(1).default(0.1).describe('share of the target that is spread over all classes'),
  repeatThreshold: z.number().min(0).max(1).default(0.02).describe('classes in a smaller share of the crops are shown more often (LVIS); 0 shows all crops alike'),
  emaDecay: z.number().min(0).max(1).default(0.998).describe('of the moving average of the weights'),
  evaluateEvery: z.int().positive().default(500).describe('steps between evaluations'),
});

const cocoTexts = ({ attribution }: Pick<Card, 'attribution'>): DetectorTexts => ({
  name: NAME,
  title: 'Everyday things, one answer a picture',
  technicalName: 'Classifier, MobileNetV2',
  summary: "Says which of COCO's 80 kinds of everyday things a picture shows.",
  limits: [
    'One answer for the whole picture: where several things are in view it names one, or is unsure.',
    "Knows COCO's 80 classes only, and always names one of them.",
    'Small and overlapping things (cutlery, books, bags) are often taken for what they lie on or who holds them.',
  ],
  attribution: [...attribution, 'COCO annotations (CC BY 4.0)', 'PASCAL VOC 2007 and 2012 (Flickr photographs, research use)'],
});

/**
 * Transfer learning as it is taught: MobileNetV2's features of ImageNet, a new last layer for the classes of the data, and all
 * layers trained on the objects that the detectors' data sets have boxes of, each cut out with a quarter around it.
 */
export const mobileNetV2Objects: Recipe<typeof options> = {
  name: NAME,
  summary: `Classifier of the data's classes at 224 pixels, trained on crops of annotated objects from ${PARENT}.
80,000 crops take about an hour and a half on two CPU cores through tfjs-node, --part head a third of that.`,
  options,

  async create(given, { dataDir, outDir, random, initial, report }): Promise<TrainingJob<DetectionBatch, ClassificationBatch>> {
    const data = await readDetectorData(dataDir, given.sets, report);
    const { records, categories, validation, problems, described } = data;
    const held = await locateRecords(validation.dataset, { annotations: validation.annotations, images: validation.folder, categories, problems });
    const crops = cropRecords(records, CROPS);
    const heldCrops = cropRecords(held.records, CROPS);
    report(`${crops.length} crops, each seen about ${Math.max(1, Math.round(given.images / crops.length))} times; ${heldCrops.length} others judge.`);

    const parent = await loadModel(await findModel(PARENT));
    // Folded: normalisations that keep their statistics cost a third of a step and would change nothing.
    const trunk = new Map([...foldBatchNorm(parent.values)].filter(([name]) => !name.startsWith('classifier/')));
    const start = initial && fitClasses(initial, categories.map(({ name }) => name), LAST_LAYER, random.fork('classes')).values;
    const parameters = new TrainableParameters({ random: random.fork('parameters'), initial: start ?? trunk, trainable: (name) => isTrained(name, given.part) });
    const networkOptions = { classes: categories.length, width: 1 };
    const network = mobileNetV2Classifier(networkOptions, { batchNorm: false });
    const { mean, std } = parent.card.input;
    const texts = detectorTexts(data, { coco: cocoTexts(parent.card), how: 'with one answer a picture', startAttribution: parent.card.attribution });
    const classifier: PredictorCard = {
      name: texts.name,
      task: 'classification',
      scoreThreshold: parent.card.scoreThreshold,
      network: { name: 'mobilenet-v2', options: networkOptions },
      input: { width: given.size, height: given.size, mean, std },
      categories: [...categories],
    };
    const batches = detectionBatches({
      records: crops, categoryCount: categories.length, sizes: [given.trainSize], batchSize: given.batchSize, augment: AUGMENT,
      mean, std, seed: random.fork('data').seed, sampling: given.repeatThreshold === 0 ? 'uniform' : { repeatThreshold: given.repeatThreshold }, problems,
    });
    const steps = Math.ceil(given.images / given.batchSize);
    const step = { classes: categories.length, part: given.part, labelSmoothing: given.labelSmoothing };

    return {
      parameters,
      steps,
      batchSize: given.batchSize,
      optimizer: { kind: 'adamw', weightDecay: given.weightDecay, clipNorm: 10 },
      learningRate: warmUp(cosineToZero(given.rate, steps), Math.min(200, Math.ceil(steps / 10))),
      learningRateScale: (name) => (isTrained(name, 'head') ? 1 : given.trunkRate / given.rate),
      emaDecay: given.emaDecay,
      batches: (first) => batches.from(first),
      prepare: (batch) => prepareClassification(network, parameters, batch, step),
      losses: (prepared) => classificationLosses(network, parameters, prepared),
      evaluation: {
        everySteps: given.evaluateEvery,
        best: 'top1',
        run: async (values) => ({ ...await validateClassifier(classifier, values, heldCrops) }),
      },
      export: async (values, info) => {
        const metric = (name: string, value: number | undefined) => (value === undefined ? [] : [{
          name, value: Math.round(value * 1e4) / 1e4, scope: `crops of all ${categories.length} classes`, dataset: `our validation split of COCO and VOC photographs (${heldCrops.length} crops)`, command: info.command,
        }]);
        await exportModel({ directory: join(outDir, 'model'), values, card: {
          ...classifier,
          ...texts,
          role: 'product',
          parent: {
            name: parent.card.name,
            source: parent.card.technicalName ?? parent.card.title,
            licence: parent.card.licence,
            what: `Its features of ImageNet; the last layer is new${given.part === 'all' ? ', and all layers were trained here' : ' and alone was trained here'}.`,
          },
          training: {
            recipe: info.recipe, command: info.command, seed: info.seed, engine: info.engine, commit: sourceCommit(), steps: info.step, images: info.images, hours: info.hours,
            data: described,
          },
          metrics: [...metric('top-1', info.metrics.top1), ...metric('top-5', info.metrics.top5), ...metric('mean of the classes\' top-1', info.metrics.meanClass)],
          licence: 'Apache-2.0',
        } });
      },
    };
  },
};
