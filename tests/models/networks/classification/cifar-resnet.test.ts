import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { toWeights } from '../../../../models/artifact/load';
import { countMultiplyAdds, countParameters } from '../../../../models/graph/costs';
import { traceModel } from '../../../../models/graph/trace-model';
import { foldBatchNorm } from '../../../../models/layers/fold';
import { TrainableParameters } from '../../../../models/layers/trainable-parameters';
import { weightScope } from '../../../../models/layers/weight-scope';
import { crossEntropy, smoothTargets } from '../../../../models/learning/losses';
import { cifarResNet, cifarResNetOptions } from '../../../../models/networks/classification/cifar-resnet';
import { Random } from '../../../../models/tensor/random';
import { loadEngine } from '../../../../training/engines/load-engine';

beforeAll(() => loadEngine('wasm'));

const random = new Random(8);
const noise = (shape: [number, number, number, number]) => tf.tensor4d(Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal()), shape);

describe('cifarResNet', () => {
  // He et al. 2016, table 6, has 0.27 and 0.85 million parameters; the exact numbers are those of the public re-trainings, whose shortcuts have none either.
  it.each([
    { depth: 20, parameters: 269_722, multiplyAdds: 40.55e6 },
    { depth: 56, parameters: 853_018, multiplyAdds: 125.49e6 },
  ])('has the published parameters and multiply-adds at $depth layers', async ({ depth, parameters, multiplyAdds }) => {
    const options = cifarResNetOptions.parse({ depth });
    const trained = new TrainableParameters({ random: new Random(1) });
    tf.dispose(tf.tidy(() => cifarResNet(options).logits(tf.zeros([1, 32, 32, 3]), trained.scope())));
    expect(trained.trainable().reduce((sum, { size }) => sum + size, 0)).toBe(parameters);
    const values = foldBatchNorm(await trained.values());
    trained.dispose();
    const graph = traceModel({ network: { name: 'cifar-resnet', options }, input: { width: 32, height: 32, mean: [0, 0, 0], std: [1, 1, 1] } }, values);
    expect(Math.abs(countMultiplyAdds(graph) / multiplyAdds - 1)).toBeLessThan(0.01);
    expect(countParameters(graph)).toBeLessThan(parameters);
  });

  it('refuses a depth that no number of blocks gives', () => {
    expect(() => cifarResNetOptions.parse({ depth: 18 })).toThrow('expected 6 n + 2');
  });

  it('takes every second pixel, and channels of zeros before and behind, where a stage begins', () => {
    // With kernels of zeros only the shortcuts are left; a stem that hands the channels on sees what is positive.
    const { logits } = cifarResNet(cifarResNetOptions.parse({ depth: 8, width: 4, classes: 16 }));
    const weights = new Map<string, tf.Tensor>();
    const scope = (path: string): Parameters<typeof logits>[1] => ({
      path, training: false, at: (name) => scope(path === '' ? name : `${path}/${name}`), assign: () => undefined,
      parameter: (name, shape) => {
        const full = `${path}/${name}`;
        const made = weights.get(full) ?? (full === 'classifier/kernel' ? tf.eye(16).reshape([...shape]) : full === 'stem/kernel' ? tf.tensor(centre(), [...shape]) : tf.zeros([...shape]));
        weights.set(full, made);
        return made;
      },
    });
    const input = tf.abs(noise([2, 8, 8, 3]));
    const [answer, expected] = tf.tidy(() => {
      // Stride 4 of the picture, its three channels and one of zeros, in the middle of sixteen.
      const every = tf.stridedSlice(input, [0, 0, 0, 0], [2, 8, 8, 3], [1, 4, 4, 1]);
      return [logits(input, scope('')), tf.pad(tf.mean<tf.Tensor2D>(every, [1, 2]), [[0, 0], [6, 7]])] as const;
    });
    expect(Math.max(...tf.abs(tf.sub(answer, expected)).dataSync())).toBeLessThan(1e-5);
    tf.dispose([input, answer, expected, ...weights.values()]);
  });

  it('answers folded as it did with the averages of its normalisations, and learns one batch by heart', async () => {
    const { logits } = cifarResNet(cifarResNetOptions.parse({ depth: 8, width: 4 }));
    const parameters = new TrainableParameters({ random: new Random(2) });
    const input = noise([16, 8, 8, 3]);
    const labels = tf.tensor1d(Array.from({ length: 16 }, (_, i) => i % 10), 'int32');
    const loss = () => crossEntropy(logits(input, parameters.scope()), smoothTargets(labels, 10, 0));
    const first = tf.tidy(() => loss().dataSync()[0] ?? NaN);
    // A last layer of zeros: all ten alike.
    expect(first).toBeCloseTo(Math.log(10), 4);
    const optimizer = tf.train.adam(0.02);
    let last = first;
    for (let step = 0; step < 60; step++) {
      const cost = optimizer.minimize(loss, true, parameters.trainable());
      last = cost?.dataSync()[0] ?? NaN;
      cost?.dispose();
    }
    expect(last).toBeLessThan(0.2);
    // 60 steps move an average by half; as many without learning bring it to where the batch is.
    for (let step = 0; step < 400; step++) tf.dispose(tf.tidy(() => logits(input, parameters.scope())));
    const trained = tf.tidy(() => logits(input, parameters.scope()).dataSync());
    const weights = toWeights(await parameters.values());
    const folded = tf.tidy(() => logits(input, weightScope(weights)).dataSync());
    const spread = Math.max(...trained) - Math.min(...trained);
    expect(Math.max(...[...trained].map((one, i) => Math.abs(one - (folded[i] ?? NaN))))).toBeLessThan(0.05 * spread);
    optimizer.dispose();
    parameters.dispose();
    tf.dispose([input, labels, ...weights.values()]);
  });
});

/** A 3x3 kernel [3, 3, 3, 4] that hands three channels on, and a fourth of zeros. */
function centre(): Float32Array {
  const kernel = new Float32Array(9 * 3 * 4);
  for (let channel = 0; channel < 3; channel++) kernel[4 * 3 * 4 + channel * 4 + channel] = 1;
  return kernel;
}
