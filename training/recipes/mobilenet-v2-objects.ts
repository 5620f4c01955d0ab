import { z } from 'zod';
import { loadModel } from '../../models/artifact/load';
import { mobileNetV2Classifier } from '../../models/networks/classification/mobilenet-v2-classifier';
import { foldBatchNorm } from '../../models/layers/fold';
import { TrainableParameters } from '../../models/layers/trainable-parameters';
import type { AugmentOptions } from '../data/augment/augment';
import { locateRecords } from '../data/sources/coco/coco-records';
import { cropRecords, OBJECT_CROPS } from '../data/sources/crop-records';
import { findModel } from '../export/model-files';
import { type ClassLayers, fitClasses } from '../tasks/classes/class-weights';
import { labelledCrops } from '../tasks/classification/labelled-pictures';
import { type ClassificationBatch, classificationLosses, isTrained, prepareClassification, TRAINED_PARTS } from '../tasks/classification/step';
import { measureClassifier, validateClassifier } from '../tasks/classification/validate';
import { pictureBatches, transferRecipe, type TransferPlan } from './transfer-recipe';

const PARENT = 'mobilenet-v2-imagenet';
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

/**
 * Transfer learning as it is taught: MobileNetV2's features of ImageNet, a new last layer for the classes of the data, and all
 * layers trained on the objects that the detectors' data sets have boxes of, each cut out with a quarter around it.
 */
export const mobileNetV2Objects = transferRecipe({
  name: 'mobilenet-v2-objects',
  summary: `Classifier of the data's classes at 224 pixels, trained on crops of annotated objects from ${PARENT}.
80,000 crops take about an hour and a half on two CPU cores through tfjs-node, --part head a third of that.`,
  options,

  async plan(given, { data, random, initial, report }): Promise<TransferPlan<ClassificationBatch>> {
    const { categories, validation, problems } = data;
    const source = { annotations: validation.annotations, images: validation.folder };
    const held = labelledCrops((await locateRecords(validation.dataset, { ...source, categories, problems })).records, categories);
    const crops = cropRecords(data.records, OBJECT_CROPS);
    report(`${crops.length} crops, each seen about ${Math.max(1, Math.round(given.images / crops.length))} times; ${held.length} others judge.`);

    const parent = await loadModel(await findModel(PARENT));
    const { input: { mean, std }, scoreThreshold } = parent.card;
    // Folded: normalisations that keep their statistics cost a third of a step and would change nothing.
    const trunk = new Map([...foldBatchNorm(parent.values)].filter(([name]) => !name.startsWith('classifier/')));
    const start = initial && fitClasses(initial, categories.map(({ name }) => name), LAST_LAYER, random.fork('classes')).values;
    const parameters = new TrainableParameters({ random: random.fork('parameters'), initial: start ?? trunk, trainable: (name) => isTrained(name, given.part) });
    const networkOptions = { classes: categories.length, width: 1 };
    const network = mobileNetV2Classifier(networkOptions, { batchNorm: false });
    const step = { classes: categories.length, part: given.part, labelSmoothing: given.labelSmoothing };
    return {
      parameters,
      card: { task: 'classification', scoreThreshold, network: { name: 'mobilenet-v2', options: networkOptions }, input: { width: given.size, height: given.size, mean, std } },
      texts: {
        title: 'Everyday things, one answer a picture',
        technicalName: 'Classifier, MobileNetV2',
        summary: "Says which of COCO's 80 kinds of everyday things a picture shows.",
        limits: [
          'One answer for the whole picture: where several things are in view it names one, or is unsure.',
          "Knows COCO's 80 classes only, and always names one of them.",
          'What a person sits on, rides or carries (bicycles, motorcycles, chairs, handbags) is often called a person; trucks are called cars, sheep cows, and cutlery is mixed up.',
          'Rarely right on what it has seen little of: apples, oranges, computer mice, microwaves, suitcases, couches.',
        ],
      },
      how: 'with one answer a picture',
      parent: { card: parent.card, inherited: `Its features of ImageNet; the last layer is new${given.part === 'all' ? ', and all layers were trained here' : ' and alone was trained here'}.` },
      batches: pictureBatches({ records: crops, sizes: [given.trainSize], augment: AUGMENT }),
      images: given.images,
      optimizer: { kind: 'adamw', weightDecay: given.weightDecay, clipNorm: 10 },
      rate: given.rate,
      warmUpSteps: 200,
      learningRateScale: (name) => (isTrained(name, 'head') ? 1 : given.trunkRate / given.rate),
      emaDecay: given.emaDecay,
      prepare: (batch) => prepareClassification(network, parameters, batch, step),
      losses: (prepared) => classificationLosses(network, parameters, prepared),
      evaluations: 5,
      judge: {
        best: 'top1',
        validate: (card, trained) => validateClassifier(card, trained, held),
        measure: (predictor) => measureClassifier(predictor, held, source),
      },
    };
  },
});
