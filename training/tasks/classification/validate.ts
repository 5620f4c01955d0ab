import * as tf from '@tensorflow/tfjs-core';
import { toWeights } from '../../../models/artifact/load';
import { createNetwork, outputsInOrder } from '../../../models/networks';
import type { NamedValues } from '../../../models/layers/trainable-parameters';
import { weightScope } from '../../../models/layers/weight-scope';
import type { PredictorCard } from '../../../models/predictor';
import { evaluationPictures } from '../../data/pictures/evaluation-pictures';
import type { DetectionRecord } from '../../data/record';
import { concatenated } from '../detection/concatenated';
import { topFigures, type TopFigures } from './top-figures';

const BATCH_SIZE = 16;

/** Shows every crop once to a classifier on tfjs's current engine. @param values all of its parameters */
export async function validateClassifier(card: PredictorCard, values: NamedValues, crops: readonly DetectionRecord[]): Promise<TopFigures> {
  const { input: { width: size, mean, std }, categories, network } = card;
  const made = createNetwork(network.name, network.options);
  const weights = toWeights(values);
  const scores: Float32Array[] = [];
  const labels: number[] = [];
  let images: Float32Array[] = [];
  const run = async () => {
    const [output] = tf.tidy(() => outputsInOrder(made, made.forward(tf.tensor4d(concatenated(images), [images.length, size, size, 3]), weightScope(weights))));
    const probabilities = await output?.data<'float32'>() ?? new Float32Array();
    output?.dispose();
    for (let row = 0; row < images.length; row++) scores.push(probabilities.slice(row * categories.length, (row + 1) * categories.length));
    images = [];
  };
  try {
    for await (const { record: { annotations: [annotation] }, image } of evaluationPictures({ records: crops, size, mean, std })) {
      if (annotation === undefined) continue;
      labels.push(annotation.category);
      images.push(image);
      if (images.length === BATCH_SIZE) await run();
    }
    if (images.length > 0) await run();
    return topFigures(scores, labels);
  } finally {
    for (const weight of weights.values()) weight.dispose();
  }
}
