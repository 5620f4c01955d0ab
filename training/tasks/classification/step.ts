import * as tf from '@tensorflow/tfjs-core';
import { crossEntropy, smoothTargets } from '../../../models/learning/losses';
import type { mobileNetV2Classifier } from '../../../models/networks/classification/mobilenet-v2-classifier';
import type { TrainableParameters } from '../../../models/layers/trainable-parameters';
import type { DetectionBatch } from '../../data/batches/detection-batches';

type Network = ReturnType<typeof mobileNetV2Classifier>;

/** What of the network learns: the last layer over features as they are, or everything. */
export const TRAINED_PARTS = ['head', 'all'] as const;
export type TrainedPart = (typeof TRAINED_PARTS)[number];

export const isTrained = (parameter: string, part: TrainedPart): boolean => part === 'all' || parameter.startsWith('classifier/');

export interface ClassificationStepOptions {
  readonly classes: number;
  readonly part: TrainedPart;
  /** Share of the target that is spread over all classes (Szegedy et al. 2016, section 7). */
  readonly labelSmoothing: number;
}

export interface ClassificationBatch {
  /** Pictures [n, size, size, 3], or what a frozen trunk makes of them [n, 1280]. */
  readonly input: tf.Tensor4D | tf.Tensor2D;
  /** [n, classes], rows sum to 1. */
  readonly targets: tf.Tensor2D;
}

/** A batch of crops, each with the one object that it is of, as the network learns from it. */
export function prepareClassification(network: Network, parameters: TrainableParameters, { images, samples, size }: DetectionBatch, { classes, part, labelSmoothing }: ClassificationStepOptions): ClassificationBatch {
  const pictures = tf.tensor4d(images, [samples.length, size, size, 3]);
  const labels = tf.tensor1d(samples.map(({ labels: [label = -1] }) => label), 'int32');
  return {
    input: part === 'head' ? network.features(pictures, parameters.scope(false)) : pictures,
    targets: smoothTargets(labels, classes, labelSmoothing),
  };
}

/** The mean cross-entropy of softmax against the targets. */
export function classificationLosses(network: Network, parameters: TrainableParameters, { input, targets }: ClassificationBatch): Record<string, tf.Scalar> {
  const scope = parameters.scope();
  const logits = input.rank === 4 ? network.logits(input as tf.Tensor4D, scope) : network.head(input as tf.Tensor2D, scope);
  return { crossEntropy: crossEntropy(logits, targets) };
}
