import * as tf from '@tensorflow/tfjs-core';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Card } from '../../models/artifact/card';
import { TrainingError } from '../../models/errors';
import { batchGradient } from '../../models/learning/batch-gradient';
import { FlatParameters } from '../../models/learning/flat-parameters';
import { Optimizer } from '../../models/learning/optimizer';
import type { Objective } from '../../models/learning/objective';
import { cosineToZero } from '../../models/learning/schedule';
import { createNetwork } from '../../models/networks';
import type { Random } from '../../models/tensor/random';
import { byteBatches, type ByteBatch } from '../data/batches/byte-batches';
import type { PictureBytes } from '../data/sources/picture-bytes';
import { type RetrainedWeights, retrainedScope } from './retrained-weights';

export interface RetrainOptions {
  readonly card: Pick<Card, 'network' | 'input' | 'categories'>;
  readonly weights: RetrainedWeights;
  readonly pictures: PictureBytes;
  readonly epochs: number;
  /** Peak learning rate; it falls to nothing along half a cosine. */
  readonly rate: number;
  readonly batchSize?: number;
  /** Called before each step. */
  readonly before?: (step: number, steps: number) => void | Promise<void>;
  readonly random: Random;
}

interface Prepared {
  readonly input: tf.Tensor4D;
  readonly targets: tf.Tensor;
}

/** Trains compressed weights of a classifier of small pictures further, in place: AdamW on the cross-entropy, pictures moved by a pixel at most. */
export async function retrain({ card, weights, pictures, epochs, rate, batchSize = 128, before, random }: RetrainOptions): Promise<void> {
  const { input: { mean, std }, network: { name, options, channels } } = card;
  const network = createNetwork(name, options, channels);
  const objective: Objective<ByteBatch, Prepared> = {
    prepare: ({ images, labels }) => ({
      input: tf.tensor4d(images, [labels.length, pictures.side, pictures.side, 3]),
      targets: tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), card.categories.length), 'float32'),
    }),
    losses: ({ input, targets }) => {
      const [probabilities] = Object.values(network.forward(input, retrainedScope(weights)));
      if (probabilities === undefined) throw new TrainingError(`The network '${name}' gives nothing.`);
      return { crossEntropy: tf.neg(tf.mean(tf.sum(tf.mul(tf.log(tf.add(probabilities, 1e-7)), targets), 1))) };
    },
  };
  const batches = byteBatches({ pictures, batchSize, mean, std, shift: 1, flip: false, random: random.fork('data') });
  const steps = Math.ceil(epochs * batches.perEpoch);
  const parameters = new FlatParameters(weights.variables);
  const optimizer = new Optimizer(parameters, { kind: 'adamw', weightDecay: 0 });
  const schedule = cosineToZero(rate, steps);
  const source = batches.from(0);
  try {
    for (let step = 0; step < steps; step++) {
      await before?.(step, steps);
      const { value } = await source.next();
      if (value === undefined) throw new TrainingError('The batches ended.');
      const { gradient, losses } = await batchGradient(objective, parameters, value, random.fork(step));
      optimizer.apply(gradient, step, schedule(step)).dispose();
      tf.dispose([gradient, losses]);
      // A signal may come.
      await nextTurn();
    }
  } finally {
    optimizer.dispose();
  }
}

/** The share of pictures whose class is the likeliest. */
export async function accuracyOf({ network: { name, options, channels }, input: { mean, std } }: RetrainOptions['card'], weights: RetrainedWeights, { side, pixels, labels }: PictureBytes, batchSize = 500): Promise<number> {
  const network = createNetwork(name, options, channels);
  let right = 0;
  for (let from = 0; from < labels.length; from += batchSize) {
    const count = Math.min(batchSize, labels.length - from);
    const hits = tf.tidy(() => {
      const bytes = Float32Array.from(pixels.subarray(from * side * side * 3, (from + count) * side * side * 3));
      const input = tf.div<tf.Tensor4D>(tf.sub(tf.tensor4d(bytes, [count, side, side, 3]), tf.tensor1d(mean)), tf.tensor1d(std));
      const [probabilities = input] = Object.values(network.forward(input, retrainedScope(weights)));
      return tf.sum(tf.equal(tf.argMax(probabilities, 1), tf.tensor1d(Int32Array.from(labels.subarray(from, from + count)), 'int32')));
    });
    right += (await hits.data())[0] ?? 0;
    hits.dispose();
  }
  return right / labels.length;
}
