import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { leakyRelu, relu, relu6 } from '../../../models/kernels/activations/activations';
import { batchNormTraining } from '../../../models/kernels/batch-norm/batch-norm';
import { type EngineName, engineNames } from '../../../training/engines/engine';
import { loadEngine } from '../../../training/engines/load-engine';

const explicit: [[number, number], [number, number], [number, number], [number, number]] = [[0, 0], [1, 1], [1, 1], [0, 0]];

/** Numbers that are the same on every engine. */
function values<R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number, scale: number): tf.Tensor<R> {
  const size = shape.reduce((product: number, axis: number) => product * axis, 1);
  return tf.tensor<R>(Float32Array.from({ length: size }, (_, i) => scale * Math.sin(12.9898 * (i + 1) + 78.233 * seed)), shape, 'float32');
}

function networkLoss(x: tf.Tensor4D, weights: readonly tf.Tensor[]): tf.Scalar {
  const [stem, gamma1, beta1, depthwise, gamma2, beta2, last] = weights as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, tf.Tensor4D];
  let y = relu6(batchNormTraining(tf.conv2d(x, stem, 2, explicit), gamma1, beta1, 1e-3).y);
  y = leakyRelu(batchNormTraining(tf.depthwiseConv2d(y, depthwise, 2, explicit), gamma2, beta2, 1e-3).y, 0.1);
  y = tf.maxPool(y, 2, 2, 'valid');
  const logits = tf.mean<tf.Tensor2D>(relu(tf.conv2d(y, last, 1, 'same')), [1, 2]);
  return tf.losses.softmaxCrossEntropy(tf.tensor2d([[1, 0, 0], [0, 0, 1]]), logits).asScalar();
}

/** The loss and the gradients of the data and every weight. */
async function step(engine: EngineName): Promise<number[][]> {
  await loadEngine(engine);
  const inputs: tf.Tensor[] = [
    values<tf.Rank.R4>([2, 16, 18, 3], 1, 1), values<tf.Rank.R4>([3, 3, 3, 8], 2, 0.5),
    values<tf.Rank.R1>([8], 3, 2), values<tf.Rank.R1>([8], 4, 2),
    values<tf.Rank.R4>([3, 3, 8, 1], 5, 0.7), values<tf.Rank.R1>([8], 6, 1.5), values<tf.Rank.R1>([8], 7, 0.5),
    values<tf.Rank.R4>([3, 3, 8, 3], 8, 0.4),
  ];
  const before = tf.memory().numTensors;
  const { value, grads } = tf.valueAndGrads((x, ...weights) => networkLoss(x as tf.Tensor4D, weights))(inputs);
  const read = await Promise.all([value, ...grads].map(async (tensor) => Array.from(await tensor.data())));
  tf.dispose([value, ...grads]);
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose(inputs);
  return read;
}

/** Why an engine is not there, or undefined where it is. */
async function missing(engine: EngineName): Promise<string | undefined> {
  try {
    await loadEngine(engine);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const reference = await step('cpu');

const unavailable = new Map<EngineName, string | undefined>();
for (const engine of engineNames) unavailable.set(engine, await missing(engine));

describe('one training step', () => {
  it('has a loss and gradients to compare', () => {
    expect(reference).toHaveLength(9);
    for (const gradient of reference) expect(Math.max(...gradient.map(Math.abs))).toBeGreaterThan(1e-4);
  });

  it('has the gradient that finite differences give, on cpu', async () => {
    await loadEngine('cpu');
    const x = values<tf.Rank.R4>([2, 16, 18, 3], 1, 1);
    const initial: tf.Tensor[] = [
      values<tf.Rank.R4>([3, 3, 3, 8], 2, 0.5), values<tf.Rank.R1>([8], 3, 2), values<tf.Rank.R1>([8], 4, 2),
      values<tf.Rank.R4>([3, 3, 8, 1], 5, 0.7), values<tf.Rank.R1>([8], 6, 1.5), values<tf.Rank.R1>([8], 7, 0.5),
      values<tf.Rank.R4>([3, 3, 8, 3], 8, 0.4),
    ];
    for (const [which, weight] of initial.entries()) {
      const gradient = reference[which + 2] ?? [];
      // Along the gradient itself the change is largest, far above float32's rounding.
      const norm = Math.hypot(...gradient);
      const h = 2e-3;
      const lossAt = (sign: number) => {
        const moved = tf.add(weight, tf.tensor(gradient.map((g) => (sign * h * g) / norm), weight.shape));
        return networkLoss(x, initial.map((other, i) => (i === which ? moved : other))).dataSync()[0] ?? NaN;
      };
      const slope = (lossAt(1) - lossAt(-1)) / (2 * h);
      expect(Math.abs(slope - norm) / norm).toBeLessThan(0.03);
    }
  });

  for (const engine of engineNames.filter((name) => name !== 'cpu')) {
    const reason = unavailable.get(engine);
    it.skipIf(reason !== undefined)(`is the same on ${engine} as on cpu${reason === undefined ? '' : ` (${reason})`}`, async () => {
      const actual = await step(engine);
      actual.forEach((gradient, i) => {
        const expected = reference[i] ?? [];
        const scale = Math.max(...expected.map(Math.abs));
        const worst = Math.max(...gradient.map((value, j) => Math.abs(value - (expected[j] ?? NaN))));
        expect(worst / scale).toBeLessThan(1e-3);
      });
    });
  }
});
