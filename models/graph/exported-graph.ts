import * as tf from '@tensorflow/tfjs-core';
import type { Card, CardInput } from '../artifact/card';
import type { NamedValues } from '../layers/trainable-parameters';
import { taskNamed, type TaskName } from '../tasks';
import type { ExportedOutput } from '../tasks/task';
import type { Graph } from './graph';
import { foldConstants } from './passes/constants';
import { optimize, type OptimizeOptions } from './passes/optimize';
import type { TraceOptions } from './trace';
import { traceModel } from './trace-model';

export interface ExportedGraphOptions extends TraceOptions, OptimizeOptions {
  /** How many pictures it takes at once; what it says of them comes one after another. Default: 1. */
  readonly pictures?: number;
  /** 'described' for others: what the task's `exported` says. 'raw' for us: the task's own outputs. Default: 'described'. */
  readonly outputs?: 'described' | 'raw';
}

/** A model as it is run elsewhere, optimised: from pictures of pixels to outputs in the order of its task. */
export async function exportedGraph(
  { task, network, input }: Pick<Card, 'task' | 'network' | 'input'>,
  values: NamedValues,
  { outputs = 'described', ...options }: ExportedGraphOptions = {},
): Promise<Graph> {
  const traced = traceModel({ network, input }, values, {
    ...options,
    before: (pictures) => normalized(pictures, input),
    ...(outputs === 'described' && { after: (raw) => described(task, raw) }),
  });
  return optimize(await foldConstants(traced), options);
}

/** (pixel - mean) / std for each channel. */
const normalized = (picture: tf.Tensor4D, { mean, std }: CardInput): tf.Tensor4D =>
  tf.mul(tf.sub(picture, tf.tensor1d(mean)), tf.tensor1d(std.map((deviation) => 1 / deviation)));

/** What a file for others gives, made of the task's own outputs. */
function described(task: TaskName, raw: readonly tf.Tensor[]): tf.Tensor[] {
  const { outputs, exported } = taskNamed(task);
  return exported.outputs.map((output) => {
    const whole = raw[outputs.indexOf(output.of)];
    if (whole === undefined) throw new RangeError(`The task ${task} exports '${output.name}' of '${output.of}', which its networks do not give.`);
    const chosen = columnsOf(whole, output);
    return output.integer === true ? tf.cast(chosen, 'int32') : chosen;
  });
}

function columnsOf(whole: tf.Tensor, { columns }: ExportedOutput): tf.Tensor {
  if (columns === undefined) return whole;
  const [only, ...more] = columns;
  return only !== undefined && more.length === 0 ? tf.gather(whole, tf.scalar(only, 'int32'), 1) : tf.gather(whole, tf.tensor1d([...columns], 'int32'), 1);
}
