import type * as tf from '@tensorflow/tfjs-core';
import { NotFoundError } from './errors';
import type { Scope } from './layers/scope';
import type { TaskName } from './runtime/prediction';
import { mobileNetV2Classifier, mobileNetV2ClassifierOptions } from './classification/mobilenet-v2-classifier';
import { fasterRcnn, fasterRcnnOptions } from './detection/faster-rcnn';
import { nanoDet, nanoDetOptions } from './detection/nano-det';

/** A network ready for inference: a function of normalised pictures and its parameters. */
export interface Network {
  readonly task: TaskName;
  /**
   * [n, height, width, 3] → what the task reads, one picture after another: for detection [n × detections, 6], rows of
   * y1 x1 y2 x2 (input pixels), score and class index, each picture's padded with score 0; for classification
   * [n, classes] probabilities.
   * No read-back inside; called in a tidy, the result is the caller's.
   */
  forward(input: tf.Tensor4D, scope: Scope): tf.Tensor2D;
}

/** Every network there is, by the name that cards use. Options come from a card and are validated here. */
const NETWORKS = new Map<string, (options: unknown) => Network>([
  ['faster-rcnn', (options) => ({ task: 'detection', forward: fasterRcnn(fasterRcnnOptions.parse(options)).detect })],
  ['mobilenet-v2', (options) => ({ task: 'classification', forward: mobileNetV2Classifier(mobileNetV2ClassifierOptions.parse(options)).classify })],
  ['nano-det', (options) => ({ task: 'detection', forward: nanoDet(nanoDetOptions.parse(options)).detect })],
]);

export function createNetwork(name: string, options: unknown): Network {
  const create = NETWORKS.get(name);
  if (create === undefined) throw new NotFoundError(`There is no network '${name}'; known are ${[...NETWORKS.keys()].join(', ')}.`);
  return create(options);
}
