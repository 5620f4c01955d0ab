import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { loadModel, toWeights } from '../../models/artifact/load';
import { InvalidInputError } from '../../models/errors';
import { nanoDetMasks, nanoDetMasksOptions } from '../../models/networks/instances/nano-det-masks';
import { nanoDetOptions } from '../../models/networks/detection/nano-det';
import { TrainableParameters } from '../../models/layers/trainable-parameters';
import { weightScope } from '../../models/layers/weight-scope';
import type { AugmentOptions } from '../data/augment/augment';
import { locateRecords } from '../data/sources/coco/coco-records';
import { findModel } from '../export/model-files';
import { classExamples } from '../tasks/classes/class-examples';
import { measureDetector } from '../tasks/detection/detection-metrics';
import { maskBatches, type MaskBatch } from '../tasks/instances/mask-batches';
import { meanMaskIou, validateMasks } from '../tasks/instances/mask-metrics';
import { maskedPictures } from '../tasks/instances/mask-objects';
import { maskLosses, prepareMasks, type PreparedMasks } from '../tasks/instances/mask-step';
import { frozenRegions } from '../tasks/instances/frozen-regions';
import { transferRecipe, type TransferPlan } from './transfer-recipe';

const PARENT = 'gfl-shufflenet-v2-pan';

/** The side at which the detector is accurate and a phone still fast: masks are trained and shown first at this. */
const SIZE = 416;

const AUGMENT: AugmentOptions = { flip: 0.5, scale: [0.7, 1.35], aspect: 1.2, brightness: 0.1, contrast: 0.25, saturation: 0.3, hueDegrees: 6, minimumVisible: 0.4 };

const options = z.strictObject({
  sets: z.string().default('objects,voc2007').describe('folders below --data with train.json and images/, separated by commas; the first has val.json'),
  detector: z.string().default(PARENT).describe('whose boxes are cut out: a shipped model or the folder of one, of exactly the classes of the data'),
  masks: z.int().positive().default(160_000).describe('boxes whose masks are learned in the whole run'),
  batchSize: z.int().positive().default(64).describe('boxes of a step'),
  views: z.int().positive().default(1).describe('how often the frozen detector looks at every picture before training, each time changed in another way'),
  boxes: z.int().positive().default(2).describe('boxes around each object of a view'),
  jitter: z.number().min(0).max(0.3).default(0.06).describe("how far their sides are off, as a detector's are: the deviation, in widths and heights"),
  rate: z.number().positive().default(2e-3).describe('peak learning rate'),
  weightDecay: z.number().min(0).default(0.01).describe('of AdamW'),
  channels: z.int().positive().default(64).describe('width of the head at 14 x 14 cells'),
  edgeChannels: z.int().positive().default(24).describe('width of the head at 28 x 28 cells'),
  emaDecay: z.number().min(0).max(1).default(0.998).describe('of the moving average of the weights'),
  evaluateEvery: z.int().positive().optional().describe('steps between evaluations; by default there are four'),
});

/**
 * A mask branch on the one-stage detector, whose boxes stay as they are. What the frozen detector sees at the objects is written
 * down once, so that a step costs nothing but the head.
 */
export const gflShuffleNetV2PanMasks = transferRecipe({
  name: 'gfl-shufflenet-v2-pan-masks',
  summary: `A mask branch on ${PARENT}, which stays as it is, at 416 pixels, trained on the masks of the data.
Looking at 5,200 pictures takes ten minutes a view on a core, and 2.4 GB on the disk; 160,000 masks take a quarter of an hour on two cores
that do nothing else. See training/experiments/instances.md for what to expect.`,
  options,

  async plan(given, { data, outDir, random, initial, report }): Promise<TransferPlan<PreparedMasks, MaskBatch>> {
    const { records, categories, validation, problems } = data;
    const parent = await loadModel(await findModel(given.detector));
    const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name).join(', ');
    if (names(parent.card.categories) !== names(categories)) {
      throw new InvalidInputError(`'${given.detector}' finds ${names(parent.card.categories)}; the data has ${names(categories)}. Train a detector of these first, "npm run train -- ${PARENT} --sets ${given.sets}", and name it with --detector.`);
    }
    const unsized = validation.dataset.images.find(({ width, height }) => width === undefined || height === undefined);
    if (unsized !== undefined) throw new InvalidInputError(`${validation.annotations} does not say the size of ${unsized.file_name}, which judging masks needs.`);
    const { mean, std } = parent.card.input;
    const networkOptions = { classes: nanoDetOptions.parse(parent.card.network.options).classes, channels: given.channels, edgeChannels: given.edgeChannels };
    const { branch } = nanoDetMasks(nanoDetMasksOptions.parse(networkOptions));
    const pictures = maskedPictures(records);
    report(`${pictures.reduce((sum, { objects }) => sum + objects.length, 0)} masks in ${pictures.length} pictures.`);

    const weights = toWeights(parent.values);
    const looking = { branch, scope: weightScope(weights), weights: parent.card.weights.sha256, size: SIZE, mean, std, problems, report };
    const shown = await frozenRegions({ ...looking, pictures, folder: join(outDir, 'regions'), views: given.views, boxes: given.boxes, jitter: given.jitter, augment: AUGMENT });
    const held = maskedPictures((await locateRecords(validation.dataset, { annotations: validation.annotations, images: validation.folder, categories, problems })).records);
    const judged = await frozenRegions({ ...looking, pictures: held, folder: join(outDir, 'regions-held'), views: 1, boxes: 1, jitter: 0, augment: false });
    tf.dispose([...weights.values()]);
    report(`${shown.rows.length} boxes, each learned about ${Math.max(1, Math.round(given.masks / shown.rows.length))} times; ${judged.rows.length} others judge.`);

    const parameters = new TrainableParameters({ random: random.fork('parameters'), ...(initial && { initial: initial.values }) });
    return {
      parameters,
      card: { task: 'instances', scoreThreshold: parent.card.scoreThreshold, network: { name: 'nano-det-masks', options: networkOptions }, input: { ...parent.card.input, width: SIZE, height: SIZE } },
      texts: {
        title: 'Everyday things, cut out',
        technicalName: 'One-stage detector with masks, ShuffleNetV2',
        summary: "Finds COCO's 80 kinds of everyday things and cuts each out along its edge.",
        limits: [
          'Masks have 28 x 28 cells: what is thin (legs of chairs, bicycles, cutlery) and the fine edges of large things are rounded off.',
          'Learned from the masks of 12,000 things, most of them persons, dogs, cats, horses, sheep and cows; of other kinds it knows what they have in common with those.',
          'Where things of one kind overlap, a mask may take in a part of the other.',
          'At most 20 things in a picture: each of them gets a mask.',
          "Finds what its detector finds, and misses what that misses: most things smaller than 32 pixels a side.",
        ],
      },
      how: 'and cuts each out along its edge',
      parent: { card: parent.card, inherited: 'All of its weights, as they are: boxes and scores are the same. The mask branch is trained here from nothing.' },
      batches: ({ random: own, batchSize }) => async function* (first) {
        try {
          yield* maskBatches(shown.file, shown.rows, batchSize, own.fork('masks'), first);
        } finally {
          await Promise.all([shown.file.close(), judged.file.close()]);
        }
      },
      images: given.masks,
      optimizer: { kind: 'adamw', weightDecay: given.weightDecay, clipNorm: 5 },
      rate: given.rate,
      warmUpSteps: 100,
      emaDecay: given.emaDecay,
      prepare: (batch) => prepareMasks(batch, shown.shapes, branch.side),
      losses: (prepared) => maskLosses(branch, parameters, prepared),
      evaluations: 4,
      judge: {
        best: 'maskIou',
        validate: async (card, values) => {
          const head = toWeights(values);
          try {
            return { maskIou: await meanMaskIou(branch, weightScope(head), { ...judged, pictures: held }), ...await validateMasks(card, values, validation) };
          } finally {
            tf.dispose([...head.values()]);
          }
        },
        measure: (predictor) => measureDetector(predictor, validation, classExamples(records, categories)),
      },
      shipped: (values) => new Map([...parent.values, ...values]),
    };
  },
});
