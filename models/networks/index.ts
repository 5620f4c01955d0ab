import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { EngineError, InvalidInputError, NotFoundError } from '../errors';
import type { Size } from '../geometry/box';
import { withChannels, type ChannelCounts } from '../layers/channel-counts';
import type { Scope } from '../layers/scope';
import { taskNamed, type TaskName } from '../tasks';
import type { RawOutputs } from '../tasks/task';
import { cifarResNet, cifarResNetOptions } from './classification/cifar-resnet';
import { leNet300, leNet300Options, leNet5, leNet5Options } from './classification/le-net';
import { mobileNetV2Classifier, mobileNetV2ClassifierOptions } from './classification/mobilenet-v2-classifier';
import { fasterRcnn, fasterRcnnOptions } from './detection/faster-rcnn';
import { nanoDet, nanoDetOptions } from './detection/nano-det';
import type { BestScores } from './detection/select-on-host';
import { maskRcnn2Go, maskRcnn2GoOptions } from './instances/mask-rcnn-2go';
import { nanoDetMasks, nanoDetMasksOptions } from './instances/nano-det-masks';
import { tinyPose, tinyPoseOptions } from './pose/tiny-pose';
import { selfie, selfieOptions } from './segmentation/selfie';
import { stylizer, stylizerOptions } from './style/stylizer';

/** A network ready for inference: a function of normalised pictures and its parameters. */
export interface Network {
  readonly task: TaskName;
  /**
   * [n, height, width, 3] → the outputs of the task (see its file in models/tasks), by name, one picture after another in each.
   * No read-back inside; called in a tidy, the result is the caller's.
   * @param condition [n, conditions], where the network takes one
   */
  forward(input: tf.Tensor4D, scope: Scope, condition?: tf.Tensor2D): NamedTensors;
  /** How many numbers it takes beside each picture, which its task makes of what is asked. Default: none. */
  readonly conditions?: number;
  /**
   * For engines whose answer lies on the processor when the choice among candidates begins (a graph cut by
   * `splitAtSelection`): what the rest of `forward` would make of it.
   */
  readonly chooseOnHost?: (input: Size) => ChooseOnHost;
}

/**
 * @param best the best scores, greatest first, and their indices among all
 * @param others what else the rest of the network reads, in its order
 * @returns the outputs of the task
 */
export type ChooseOnHost = (best: BestScores, others: readonly Float32Array[]) => RawOutputs;

export type NamedTensors = Readonly<Record<string, tf.Tensor>>;

/** Every network there is, by the name that cards use. Options come from a card and are validated here. */
const NETWORKS = new Map<string, (options: unknown) => Network>([
  ['cifar-resnet', (options) => {
    const { classify } = cifarResNet(cifarResNetOptions.parse(options));
    return { task: 'classification', forward: (input, scope) => ({ probabilities: classify(input, scope) }) };
  }],
  ['faster-rcnn', (options) => {
    const { detect } = fasterRcnn(fasterRcnnOptions.parse(options));
    return { task: 'detection', forward: (input, scope) => ({ detections: detect(input, scope) }) };
  }],
  ['lenet-300-100', (options) => {
    const { classify } = leNet300(leNet300Options.parse(options));
    return { task: 'classification', forward: (input, scope) => ({ probabilities: classify(input, scope) }) };
  }],
  ['lenet-5', (options) => {
    const { classify } = leNet5(leNet5Options.parse(options));
    return { task: 'classification', forward: (input, scope) => ({ probabilities: classify(input, scope) }) };
  }],
  ['mask-rcnn-2go', (options) => {
    const { segment } = maskRcnn2Go(maskRcnn2GoOptions.parse(options));
    return { task: 'instances', forward: segment };
  }],
  ['mobilenet-v2', (options) => {
    const { classify } = mobileNetV2Classifier(mobileNetV2ClassifierOptions.parse(options));
    return { task: 'classification', forward: (input, scope) => ({ probabilities: classify(input, scope) }) };
  }],
  ['nano-det', (options) => {
    const { detect, detectOnHost } = nanoDet(nanoDetOptions.parse(options));
    return {
      task: 'detection',
      forward: (input, scope) => ({ detections: detect(input, scope) }),
      chooseOnHost: (size) => {
        const choose = detectOnHost(size);
        return (best, [distances = new Float32Array()]) => ({ detections: choose(best, distances) });
      },
    };
  }],
  ['nano-det-masks', (options) => {
    const { segment } = nanoDetMasks(nanoDetMasksOptions.parse(options));
    return { task: 'instances', forward: segment };
  }],
  ['selfie', (options) => {
    const { logits } = selfie(selfieOptions.parse(options));
    return { task: 'segmentation', forward: (input, scope) => ({ classmaps: tf.sigmoid(logits(input, scope)) }) };
  }],
  ['stylizer', (options) => {
    const parsed = stylizerOptions.parse(options);
    const { stylize } = stylizer(parsed);
    return { task: 'style', conditions: parsed.styles, forward: (input, scope, condition) => ({ pictures: stylize(input, given(condition), scope) }) };
  }],
  ['tiny-pose', (options) => {
    const { heatMaps } = tinyPose(tinyPoseOptions.parse(options));
    return { task: 'pose', forward: (input, scope) => ({ heatmaps: heatMaps(input, scope) }) };
  }],
]);

/**
 * @param channels of layers that give fewer than the network's definition says
 * @throws NotFoundError for a name that no network has, InvalidInputError for options that are not the network's
 */
export function createNetwork(name: string, options: unknown, channels?: ChannelCounts): Network {
  const create = NETWORKS.get(name);
  if (create === undefined) throw new NotFoundError(`There is no network '${name}'; known are ${[...NETWORKS.keys()].join(', ')}.`);
  try {
    const made = create(options);
    return channels === undefined ? made : { ...made, forward: (input, scope, condition) => made.forward(input, withChannels(scope, (path) => channels[path]), condition) };
  } catch (cause) {
    if (!(cause instanceof z.ZodError)) throw cause;
    throw new InvalidInputError(`These are no options of the network '${name}': ${JSON.stringify(options)}. ${problemsOf(cause)}.`, { cause });
  }
}

/** @throws EngineError where a network is run without what it takes beside the picture */
function given(condition: tf.Tensor2D | undefined): tf.Tensor2D {
  if (condition === undefined) throw new EngineError('This network takes numbers beside the picture, and was given none.');
  return condition;
}

/** `stages.0: Invalid input: expected number, received string; …` */
const problemsOf = ({ issues }: z.ZodError): string => issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`)).join('; ');

/** What a network gave, in its task's order of outputs: as a recorded network has them. @throws EngineError where one is missing */
export function outputsInOrder({ task }: Pick<Network, 'task'>, given: NamedTensors): tf.Tensor[] {
  return taskNamed(task).outputs.map((name) => {
    const output = given[name];
    if (output === undefined) throw new EngineError(`A network for ${task} gives '${name}'; this one gives ${Object.keys(given).join(', ') || 'nothing'}.`);
    return output;
  });
}
