import * as tf from '@tensorflow/tfjs-core';
import type { Card, CardInput } from '../artifact/card';
import { foldBatchNorm } from '../layers/fold';
import type { NamedValues } from '../layers/trainable-parameters';
import { createNetwork } from '../networks';
import type { Graph } from './graph';
import { foldConstants } from './passes/constants';
import { optimize, type OptimizeOptions } from './passes/optimize';
import { trace, type TraceOptions } from './trace';

export interface ExportedGraphOptions extends TraceOptions, OptimizeOptions {
  /** How many pictures it takes at once; what it says of them comes one after another. Default: 1. */
  readonly pictures?: number;
}

/**
 * A model as others run it, optimised: from pictures of pixels to one output for each name that `exported-names.ts` has for its
 * task. Rows of a detector that hold nothing have score 0.
 */
export async function exportedGraph(
  { task, network, input }: Pick<Card, 'task' | 'network' | 'input'>,
  values: NamedValues,
  options: ExportedGraphOptions = {},
): Promise<Graph> {
  const made = createNetwork(network.name, network.options);
  const traced = trace((picture, scope) => {
    const result = made.forward(normalized(picture, input), scope);
    return task === 'detection' ? columnsOf(result) : result;
  }, [options.pictures ?? 1, input.height, input.width, 3], foldBatchNorm(values), options);
  return optimize(await foldConstants(traced), options);
}

/** (pixel - mean) / std for each channel. */
const normalized = (picture: tf.Tensor4D, { mean, std }: CardInput): tf.Tensor4D =>
  tf.mul(tf.sub(picture, tf.tensor1d(mean)), tf.tensor1d(std.map((deviation) => 1 / deviation)));

/** Rows y1 x1 y2 x2 score class as boxes [n, 4] x1 y1 x2 y2, scores [n] and labels [n]. */
function columnsOf(rows: tf.Tensor2D): tf.Tensor[] {
  const column = (index: number) => tf.gather(rows, tf.scalar(index, 'int32'), 1);
  return [tf.gather(rows, tf.tensor1d([1, 0, 3, 2], 'int32'), 1), column(4), tf.cast(column(5), 'int32')];
}
