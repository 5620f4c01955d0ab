import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadEngine } from '../../../training/engines/load-engine';
import { FlatParameters } from '../../../models/learning/flat-parameters';
import { Optimizer, type AdamWOptions, type OptimizerOptions, type SgdOptions } from '../../../models/learning/optimizer';

beforeAll(async () => {
  await loadEngine('cpu');
});

/** A parameter in plain numbers, with moments of its own. */
interface Plain {
  readonly name: string;
  readonly shape: number[];
  weights: number[];
  readonly moments: [number[], number[]];
}

/** PyTorch's torch.optim.SGD (dampening 0), a number at a time. */
function sgdStep(p: Plain, gradient: number[], o: SgdOptions, rate: number): void {
  const decay = p.shape.length > 1 ? o.weightDecay : 0;
  p.weights = p.weights.map((w, i) => {
    const velocity = o.momentum * (p.moments[0][i] ?? 0) + (gradient[i] ?? 0) + decay * w;
    p.moments[0][i] = velocity;
    return w - rate * (o.nesterov === true ? (gradient[i] ?? 0) + decay * w + o.momentum * velocity : velocity);
  });
}

/** PyTorch's torch.optim.AdamW, a number at a time: decay first, then the step. */
function adamWStep(p: Plain, gradient: number[], { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay }: AdamWOptions, rate: number, t: number): void {
  const decay = p.shape.length > 1 ? weightDecay : 0;
  p.weights = p.weights.map((w, i) => {
    const g = gradient[i] ?? 0;
    const m = (p.moments[0][i] = beta1 * (p.moments[0][i] ?? 0) + (1 - beta1) * g);
    const v = (p.moments[1][i] = beta2 * (p.moments[1][i] ?? 0) + (1 - beta2) * g * g);
    return w * (1 - rate * decay) - (rate / (1 - beta1 ** t)) * m / (Math.sqrt(v) / Math.sqrt(1 - beta2 ** t) + epsilon);
  });
}

/** torch.nn.utils.clip_grad_norm_, without its 1e-6. */
function clip(gradients: number[][], clipNorm: number | undefined): { clipped: number[][]; norm: number } {
  const norm = Math.sqrt(gradients.flat().reduce((sum, g) => sum + g * g, 0));
  const factor = clipNorm !== undefined && norm > clipNorm ? clipNorm / norm : 1;
  return { clipped: gradients.map((gradient) => gradient.map((g) => g * factor)), norm };
}

const number = fc.double({ min: -2, max: 2, noNaN: true });
const parameter = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }).chain((shape) => {
  const size = shape.reduce((product, length) => product * length, 1);
  const numbers = fc.array(number, { minLength: size, maxLength: size });
  return fc.record({ shape: fc.constant(shape), weights: numbers, gradients: fc.array(numbers, { minLength: 4, maxLength: 4 }) });
});
const clipNorm = fc.option(fc.double({ min: 0.1, max: 5, noNaN: true }), { nil: undefined });
const weightDecay = fc.double({ min: 0, max: 0.2, noNaN: true });
const options: fc.Arbitrary<OptimizerOptions> = fc.oneof(
  fc.record({ kind: fc.constant('sgd' as const), momentum: fc.double({ min: 0, max: 0.95, noNaN: true }), nesterov: fc.boolean(), weightDecay, clipNorm }),
  fc.record({ kind: fc.constant('adamw' as const), weightDecay, clipNorm }),
  fc.record({ kind: fc.constant('adamw' as const), weightDecay, clipNorm, beta1: fc.constant(0.8), beta2: fc.constant(0.9), epsilon: fc.constant(1e-3) }),
);
const problem = fc.record({ parameters: fc.array(parameter, { minLength: 1, maxLength: 4 }), options, rates: fc.array(fc.constantFrom(0.1, 0.01, 0), { minLength: 4, maxLength: 4 }) });

const scaleOf = (name: string) => (name === 'p1' ? 0.1 : 1);

describe('Optimizer', () => {
  it('is the optimizer of the papers, number for number, and leaves no tensor behind', () => {
    fc.assert(fc.property(problem, ({ parameters, options, rates }) => {
      const before = tf.memory().numTensors;
      const plain: Plain[] = parameters.map(({ shape, weights }, i) => ({ name: `p${i}`, shape, weights, moments: [[], []] }));
      const variables = new Map(plain.map(({ name, shape, weights }) => [name, tf.tidy(() => tf.variable(tf.tensor(weights, shape)))]));
      const flat = new FlatParameters(variables);
      const optimizer = new Optimizer(flat, options, scaleOf);
      for (const [step, rate] of rates.entries()) {
        const gradients = parameters.map((p) => p.gradients[step] ?? []);
        const { clipped, norm } = clip(gradients, options.clipNorm);
        for (const [i, p] of plain.entries()) {
          if (options.kind === 'sgd') sgdStep(p, clipped[i] ?? [], options, rate * scaleOf(p.name));
          else adamWStep(p, clipped[i] ?? [], options, rate * scaleOf(p.name), step + 1);
        }
        const given = tf.tidy(() => tf.concat1d(gradients.map((gradient) => tf.tensor1d(gradient))));
        const measured = optimizer.apply(given, step, rate);
        expect(measured.dataSync()[0]).toBeCloseTo(norm, 4);
        tf.dispose([given, measured]);
        for (const { name, weights } of plain) {
          const learnt = variables.get(name)?.dataSync() ?? [];
          for (const [i, weight] of weights.entries()) expect(Math.abs((learnt[i] ?? NaN) - weight)).toBeLessThan(2e-5 * Math.max(1, Math.abs(weight)) + (options.kind === 'adamw' ? 2e-4 * rate : 0));
        }
      }
      optimizer.dispose();
      tf.dispose([...variables.values()]);
      expect(tf.memory().numTensors).toBe(before);
    }), { numRuns: 60 });
  });

  it.each<OptimizerOptions>([{ kind: 'sgd', momentum: 0.9, weightDecay: 0.1 }, { kind: 'adamw', weightDecay: 0.1 }])('goes on from a saved state: $kind', async (options) => {
    const variables = new Map<string, tf.Variable>([['kernel', tf.variable(tf.tensor2d([[1, 2], [3, 4]]))], ['bias', tf.variable(tf.tensor1d([5]))]]);
    const flat = new FlatParameters(variables);
    const gradient = (step: number) => tf.tensor1d([0.3, -1, step, 0.1, 2]);
    const one = new Optimizer(flat, options);
    one.apply(gradient(0), 0, 0.1);
    const state = await one.state();
    const weights = flat.weights();
    one.apply(gradient(1), 1, 0.1);
    const expected = flat.weights().dataSync();

    flat.assign(weights);
    const other = new Optimizer(flat, options);
    other.restore(state);
    other.apply(gradient(1), 1, 0.1);
    expect(flat.weights().dataSync()).toEqual(expected);
    expect(() => other.restore(new Map())).toThrow(/another optimizer/);
  });

  it('has a gradient norm that is not finite when the gradient is not', () => {
    const flat = new FlatParameters(new Map([['kernel', tf.variable(tf.zeros([2, 1]))]]));
    const optimizer = new Optimizer(flat, { kind: 'adamw', weightDecay: 0, clipNorm: 1 });
    expect(optimizer.apply(tf.tensor1d([NaN, 1]), 0, 0.1).dataSync()[0]).toBeNaN();
  });
});
