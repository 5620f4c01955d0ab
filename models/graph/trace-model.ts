import type * as tf from '@tensorflow/tfjs-core';
import type { Card } from '../artifact/card';
import { foldBatchNorm } from '../layers/fold';
import type { NamedValues } from '../layers/trainable-parameters';
import { createNetwork, outputsInOrder } from '../networks';
import type { Graph } from './graph';
import { trace, type TraceOptions } from './trace';

export interface TraceModelOptions extends TraceOptions {
  /** How many pictures it takes at once. Default: 1. */
  readonly pictures?: number;
  /** What is done with the pictures first. */
  readonly before?: (pictures: tf.Tensor4D) => tf.Tensor4D;
  /** What is done with the outputs, in their task's order, at last. */
  readonly after?: (outputs: readonly tf.Tensor[]) => readonly tf.Tensor[];
}

/**
 * Records the network of a model at its input's size. The graph has the outputs of the model's task, in its order; its second
 * input is the condition of a network that takes one.
 * @param values as loaded, batch normalisation is folded here; undefined where shapes alone matter, see `trace`
 */
export function traceModel({ network, input: { height, width } }: Pick<Card, 'network' | 'input'>, values: NamedValues | undefined, options: TraceModelOptions = {}): Graph {
  const { pictures = 1, before = same<tf.Tensor4D>, after = same<readonly tf.Tensor[]> } = options;
  const made = createNetwork(network.name, network.options, network.channels);
  return trace(
    (input, scope, condition) => after(outputsInOrder(made, made.forward(before(input), scope, condition))),
    [pictures, height, width, 3], values && foldBatchNorm(values), { ...options, ...(made.conditions !== undefined && { conditions: made.conditions }) },
  );
}

const same = <T>(value: T): T => value;
