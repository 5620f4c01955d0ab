import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Card } from '../../models/artifact/card';
import { NotFoundError } from '../../models/errors';
import { TrainableParameters } from '../../models/layers/trainable-parameters';
import type { Scope } from '../../models/layers/scope';
import { crossEntropy, smoothTargets } from '../../models/learning/losses';
import { oneCycle } from '../../models/learning/schedule';
import type { PredictorCard } from '../../models/predictor';
import { byteBatches, type ByteBatch } from '../data/batches/byte-batches';
import { Problems } from '../data/problems';
import { channelMoments } from '../data/sources/channel-moments';
import { readImageFolder } from '../data/sources/image-folder';
import { readPictureBytes } from '../data/sources/picture-bytes';
import { evaluateExport } from '../export/evaluate-export';
import { exportModel } from '../export/export-model';
import { sourceCommit } from '../export/source-commit';
import type { TrainingJob } from '../loop/training-job';
import { readLabelledFolder } from '../tasks/classification/labelled-pictures';
import { measureClassifier, validateClassifier } from '../tasks/classification/validate';
import type { Recipe } from './recipe';

/** A data set of small pictures: a folder below --data with `train` and `test`, in each a folder a class. */
export interface SmallPictures {
  readonly name: string;
  readonly side: number;
  readonly licence: string;
  readonly attribution: string;
  /** Whether a mirror image shows the same. */
  readonly mirrored: boolean;
  /** Every so many of the training pictures, in the order of their classes and names, is held back to judge by. */
  readonly heldEvery: number;
}

/** What is cited as Krizhevsky 2009. */
export const CIFAR_10: SmallPictures = {
  name: 'cifar-10', side: 32, mirrored: true, heldEvery: 50, licence: 'none stated; for research', attribution: 'CIFAR-10 (Krizhevsky 2009, "Learning multiple layers of features from tiny images")',
};

/** What is cited as LeCun et al. 1998. */
export const MNIST: SmallPictures = {
  name: 'mnist', side: 28, mirrored: false, heldEvery: 20, licence: 'none stated; for research', attribution: 'MNIST (LeCun, Cortes and Burges, http://yann.lecun.com/exdb/mnist)',
};

/** What one recipe has of its own. */
export interface SmallPicturesDifferences extends Pick<Recipe, 'name' | 'summary'> {
  readonly set: SmallPictures;
  readonly defaults: { readonly epochs: number; readonly rate: number; readonly weightDecay: number; readonly labelSmoothing?: number; readonly shift?: number };
  readonly texts: Pick<Card, 'title' | 'technicalName' | 'summary' | 'limits'>;
  readonly network: (classes: number) => {
    readonly card: Card['network'];
    /** [n, side, side, 3] → [n, classes], before the softmax. */
    readonly logits: (input: tf.Tensor4D, scope: Scope) => tf.Tensor2D;
  };
}

interface Prepared {
  readonly input: tf.Tensor4D;
  readonly targets: tf.Tensor2D;
}

const optionsOf = ({ epochs, rate, weightDecay, labelSmoothing = 0.05, shift = 4 }: SmallPicturesDifferences['defaults']) => z.strictObject({
  epochs: z.number().positive().default(epochs).describe('how often each picture is shown'),
  batchSize: z.int().positive().default(128).describe('pictures of a step'),
  rate: z.number().positive().default(rate).describe('peak learning rate, of one cycle (Smith and Topin 2019)'),
  weightDecay: z.number().min(0).default(weightDecay).describe('of SGD, on kernels'),
  momentum: z.number().min(0).max(1).default(0.9).describe("of SGD, Nesterov's"),
  labelSmoothing: z.number().min(0).max(1).default(labelSmoothing).describe('share of the target that is spread over all classes'),
  shift: z.int().nonnegative().default(shift).describe('pixels by which a picture is moved at most'),
  emaDecay: z.number().min(0).max(1).default(0.995).describe('of the moving average of the weights'),
});

/**
 * A classifier of small pictures, from nothing: the whole data set in memory, SGD with one cycle of the rate. The pictures of
 * `test` are shown once, after the end.
 */
export function smallPicturesRecipe(differences: SmallPicturesDifferences): Recipe<ReturnType<typeof optionsOf>> {
  const { name, summary, set, defaults, texts } = differences;
  return {
    name,
    summary,
    options: optionsOf(defaults),
    async create(given, { dataDir, outDir, random, initial, report }): Promise<TrainingJob<ByteBatch, Prepared>> {
      const problems = new Problems(report);
      const [folder, test] = [expectFolder(dataDir, set, 'train'), expectFolder(dataDir, set, 'test')];
      const { records, classes } = await readImageFolder({ root: folder, problems });
      const isHeld = (index: number) => index % set.heldEvery === 0;
      const shown = records.filter((_, index) => !isHeld(index));
      const held = records.filter((_, index) => isHeld(index)).map(({ id, file, category }) => ({ id, file, categoryId: category }));
      const pictures = await readPictureBytes(shown, set.side, problems);
      report(`${pictures.labels.length} pictures of ${classes.length} classes; ${held.length} others judge.`);

      const { mean, std } = channelMoments(pictures);
      const network = differences.network(classes.length);
      const parameters = new TrainableParameters({ random: random.fork('parameters'), ...(initial && { initial: initial.values }) });
      const card: PredictorCard = {
        name, task: 'classification', network: network.card, scoreThreshold: 0.05,
        input: { width: set.side, height: set.side, mean, std, fit: 'crop' },
        categories: classes.map((one, id) => ({ id, name: one })),
      };
      const batches = byteBatches({ pictures, batchSize: given.batchSize, mean, std, shift: given.shift, flip: set.mirrored, random: random.fork('data') });
      const steps = Math.ceil(given.epochs * batches.perEpoch);
      return {
        parameters,
        steps,
        batchSize: given.batchSize,
        optimizer: { kind: 'sgd', momentum: given.momentum, nesterov: true, weightDecay: given.weightDecay },
        learningRate: oneCycle(given.rate, steps),
        emaDecay: given.emaDecay,
        batches: batches.from,
        prepare: ({ images, labels }) => ({
          input: tf.tensor4d(images, [labels.length, set.side, set.side, 3]),
          targets: smoothTargets(tf.tensor1d(labels, 'int32'), classes.length, given.labelSmoothing),
        }),
        losses: ({ input, targets }) => ({ crossEntropy: crossEntropy(network.logits(input, parameters.scope()), targets) }),
        evaluation: { everySteps: 2 * batches.perEpoch, best: 'top1', run: (values) => validateClassifier(card, values, held) },
        export: async (values, { recipe, command, seed, engine, step, images, hours }) => {
          const directory = join(outDir, 'model');
          await exportModel({ directory, values, card: {
            ...card,
            ...texts,
            role: 'product',
            training: {
              recipe, command, seed, engine, commit: sourceCommit(), steps: step, images, hours,
              data: [{ name: set.name, images: pictures.labels.length, licence: set.licence }],
            },
            metrics: [],
            licence: 'Apache-2.0',
            attribution: [set.attribution],
          } });
          const unseen = await readLabelledFolder(test, card.categories, problems);
          await evaluateExport(directory, { measure: (predictor) => measureClassifier(predictor, unseen, { data: test }), engine, report });
        },
      };
    },
  };
}

function expectFolder(dataDir: string, { name }: SmallPictures, part: string): string {
  const folder = join(dataDir, name, part);
  if (!existsSync(folder)) throw new NotFoundError(`There is no folder ${folder}; expected one with a folder of pictures a class. "npm run data -- ${name}" makes it.`);
  return folder;
}
