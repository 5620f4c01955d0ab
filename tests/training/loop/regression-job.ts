import * as tf from '@tensorflow/tfjs-core';
import { heNormal, zeros } from '../../../models/layers/initializers';
import type { Scope } from '../../../models/layers/scope';
import { TrainableParameters, type NamedValues } from '../../../models/layers/trainable-parameters';
import { Random } from '../../../models/tensor/random';
import type { OptimizerOptions } from '../../../models/learning/optimizer';
import { cosineToZero } from '../../../models/learning/schedule';
import type { ExportInfo, TrainingJob } from '../../../training/loop/training-job';

export interface Samples {
  readonly inputs: Float32Array;
  readonly targets: Float32Array;
}
interface Tensors {
  readonly x: tf.Tensor2D;
  readonly y: tf.Tensor2D;
}

export interface RegressionOptions {
  readonly steps?: number;
  readonly seed?: number;
  readonly learningRate?: number;
  readonly accumulate?: number;
  readonly batchSize?: number;
  readonly evaluateEvery?: number;
  readonly optimizer?: OptimizerOptions;
  /** The batch whose target is not a number. */
  readonly poisoned?: number;
}

export interface RegressionJob extends TrainingJob<Samples, Tensors> {
  readonly exported: { values: NamedValues; info: ExportInfo }[];
  /** Iterators of batches that are open. */
  readonly open: { count: number };
}

/** Two dense layers learn y = sin(2 a) + b² from noisy samples, with noise in the losses too: real, and tiny. */
export function regressionJob({
  steps = 30, seed = 1, learningRate = 0.02, accumulate = 1, batchSize = 8, evaluateEvery, poisoned,
  optimizer = { kind: 'adamw', weightDecay: 0.01, clipNorm: 5 },
}: RegressionOptions = {}): RegressionJob {
  const random = new Random(seed);
  const parameters = new TrainableParameters({ random: random.fork('parameters') });
  const exported: RegressionJob['exported'] = [];
  const open = { count: 0 };
  return {
    parameters, steps, batchSize, accumulate, optimizer, exported, open,
    learningRate: cosineToZero(learningRate, steps),
    emaDecay: 0.95,
    async *batches(first) {
      open.count++;
      try {
        for (let number = first; ; number++) yield await Promise.resolve(samplesOf(random.fork('data').fork(number), batchSize, number === poisoned));
      } finally {
        open.count--;
      }
    },
    async prepare({ inputs, targets }, stepRandom) {
      const noise = stepRandom.fork('noise').normal() * 0.01;
      const x = tf.mul<tf.Tensor2D>(tf.tensor2d(inputs, [batchSize, 2]), 1 + noise);
      await Promise.resolve();
      return { x, y: tf.tensor2d(targets, [batchSize, 1]) };
    },
    losses({ x, y }) {
      const scope = parameters.scope();
      const error = tf.sub(network(x, scope), y);
      return { square: tf.mean(tf.square(error)), absolute: tf.mul(tf.mean<tf.Scalar>(tf.abs(error)), 0.1) };
    },
    evaluation: evaluateEvery === undefined ? undefined : {
      everySteps: evaluateEvery,
      best: 'negativeError',
      run: async (values) => {
        const norm = [...values.values()].flatMap((value) => [...value.values]).reduce((sum, value) => sum + value * value, 0);
        return Promise.resolve({ negativeError: -Math.abs(norm - 40), norm });
      },
    },
    export: async (values, info) => {
      exported.push({ values, info });
      return Promise.resolve();
    },
  };
}

export function network(x: tf.Tensor2D, scope: Scope): tf.Tensor2D {
  const dense = (input: tf.Tensor2D, at: Scope, units: number) => tf.add<tf.Tensor2D>(
    tf.matMul(input, at.parameter('kernel', [input.shape[1], units], heNormal)),
    at.parameter('bias', [units], zeros),
  );
  return dense(tf.relu(dense(x, scope.at('hidden'), 16)), scope.at('output'), 1);
}

function samplesOf(random: Random, count: number, poisoned: boolean): Samples {
  const inputs = Float32Array.from({ length: count * 2 }, () => random.normal());
  const targets = Float32Array.from({ length: count }, (_, i) => Math.sin(2 * (inputs[2 * i] ?? 0)) + (inputs[2 * i + 1] ?? 0) ** 2);
  if (poisoned) targets[0] = NaN;
  return { inputs, targets };
}
