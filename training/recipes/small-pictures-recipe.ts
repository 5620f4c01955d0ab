import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Card } from '../../models/artifact/card';
import { toWeights } from '../../models/artifact/load';
import { InvalidInputError, NotFoundError } from '../../models/errors';
import { withChannels } from '../../models/layers/channel-counts';
import { TrainableParameters } from '../../models/layers/trainable-parameters';
import type { Scope } from '../../models/layers/scope';
import { weightScope } from '../../models/layers/weight-scope';
import { crossEntropy, distillation, smoothTargets } from '../../models/learning/losses';
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
import { loadInitialValues } from '../loop/initial-values';
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
  /** The teacher's logits. */
  readonly taught: tf.Tensor2D | undefined;
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
  teacher: z.string().default('').describe('a model whose answers are learned as well: a folder, or nothing'),
  distillation: z.number().min(0).max(1).default(0.7).describe("with --teacher: the share of its answers in the loss"),
  temperature: z.number().positive().default(3).describe('with --teacher: what both logits are divided by (Hinton et al. 2015)'),
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

      const network = differences.network(classes.length);
      // A model that goes on learning sees pictures as it did, and has the channels that were left to it.
      const { mean, std } = initial?.card?.input ?? channelMoments(pictures);
      const channels = initial?.card?.network.channels;
      const teacher = given.teacher === '' ? undefined : await openTeacher(given.teacher, { network, mean, std });
      const parameters = new TrainableParameters({ random: random.fork('parameters'), ...(initial && { initial: initial.values }) });
      const card: PredictorCard = {
        name, task: 'classification', network: { ...network.card, ...(channels && { channels }) }, scoreThreshold: 0.05,
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
        prepare: ({ images, labels }) => {
          const input = tf.tensor4d(images, [labels.length, set.side, set.side, 3]);
          return { input, targets: smoothTargets(tf.tensor1d(labels, 'int32'), classes.length, given.labelSmoothing), taught: teacher?.(input) };
        },
        losses: ({ input, targets, taught }): Readonly<Record<string, tf.Scalar>> => {
          const logits = network.logits(input, channels ? withChannels(parameters.scope(), (path) => channels[path]) : parameters.scope());
          if (taught === undefined) return { crossEntropy: crossEntropy(logits, targets) };
          return {
            crossEntropy: tf.mul(crossEntropy(logits, targets), 1 - given.distillation),
            distillation: tf.mul(distillation(logits, taught, given.temperature), given.distillation),
          };
        },
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
            ...(initial?.card && { parent: parentOf(initial.card) }),
            metrics: [],
            licence: initial?.card?.licence ?? 'Apache-2.0',
            attribution: initial?.card?.attribution ?? [set.attribution],
          } });
          const unseen = await readLabelledFolder(test, card.categories, problems);
          await evaluateExport(directory, { measure: (predictor) => measureClassifier(predictor, unseen, { data: test }), engine, report });
        },
      };
    },
  };
}

const parentOf = ({ name, licence, parent }: Card): NonNullable<Card['parent']> =>
  ({ name, licence, source: parent?.source ?? name, what: `The weights that training began with.${parent === undefined ? '' : ` ${name}: ${parent.what}`}` });

/** What a model of the same network, channels aside, says of a batch: [n, side, side, 3] → logits [n, classes]. */
async function openTeacher(nameOrFolder: string, { network, mean, std }: { readonly network: ReturnType<SmallPicturesDifferences['network']> } & Pick<Card['input'], 'mean' | 'std'>): Promise<(input: tf.Tensor4D) => tf.Tensor2D> {
  const { card, values } = await loadInitialValues(nameOrFolder);
  if (card?.network.name !== network.card.name || !isDeepStrictEqual([card.input.mean, card.input.std], [mean, std])) {
    throw new InvalidInputError(`Expected as --teacher a model of ${network.card.name} that sees pictures as this one does: --init a model that was made of it.`);
  }
  const weights = toWeights(values);
  const { channels } = card.network;
  return (input) => network.logits(input, withChannels(weightScope(weights), (path) => channels?.[path]));
}

function expectFolder(dataDir: string, { name }: SmallPictures, part: string): string {
  const folder = join(dataDir, name, part);
  if (!existsSync(folder)) throw new NotFoundError(`There is no folder ${folder}; expected one with a folder of pictures a class. "npm run data -- ${name}" makes it.`);
  return folder;
}
