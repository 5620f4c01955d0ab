import * as tf from '@tensorflow/tfjs-core';
import type { Card } from '../../../models/artifact/card';
import type { LoadedModel } from '../../../models/artifact/load';
import { InvalidInputError } from '../../../models/errors';
import { TrainableParameters, type NamedValues, type TensorValue } from '../../../models/layers/trainable-parameters';
import { createNetwork } from '../../../models/networks';
import { Random } from '../../../models/tensor/random';
import type { ByteBatch } from '../../data/batches/byte-batches';
import { someBatches, type SomeBatches } from './some-batches';

/**
 * Gradients of a classifier's cross-entropy by all its parameters, batch after batch, on tfjs's current engine. A model whose
 * batch normalisation is apart is asked as in training, by the statistics of the batch.
 * @throws InvalidInputError for a model that is no classifier
 */
export async function lossGradients({ card, values }: Pick<LoadedModel, 'card' | 'values'>, options: SomeBatches): Promise<NamedValues[]> {
  const parameters = new TrainableParameters({ random: new Random(options.seed), initial: values });
  try {
    const gradients: NamedValues[] = [];
    for await (const batch of someBatches(card, options)) gradients.push(await gradientOf(card, parameters, batch, [...values.keys()].some((name) => name.includes('/norm/'))));
    return gradients;
  } finally {
    parameters.dispose();
  }
}

async function gradientOf({ network, categories, input: { width, height } }: Card, parameters: TrainableParameters, { images, labels }: ByteBatch, training: boolean): Promise<NamedValues> {
  const made = createNetwork(network.name, network.options, network.channels);
  const loss = () => {
    const { probabilities } = made.forward(tf.tensor4d(images, [labels.length, height, width, 3]), parameters.scope(training));
    if (probabilities === undefined) throw new InvalidInputError(`'${network.name}' is no classifier; gradients are taken of classifiers.`);
    const targets = tf.oneHot(tf.tensor1d(labels, 'int32'), categories.length);
    return tf.neg<tf.Scalar>(tf.mean(tf.sum(tf.mul(targets, tf.log(tf.maximum(probabilities, 1e-30))), 1)));
  };
  // Variables come into being when the network first asks for them.
  tf.dispose(tf.tidy(loss));
  const { value, grads } = tf.variableGrads(loss, parameters.trainable());
  const named = new Map<string, TensorValue>();
  for (const [name, variable] of parameters.all()) {
    const gradient = grads[variable.name];
    if (gradient !== undefined) named.set(name, { shape: gradient.shape, values: await gradient.data<'float32'>() });
  }
  tf.dispose([value, grads]);
  return named;
}
