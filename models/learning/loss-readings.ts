import * as tf from '@tensorflow/tfjs-core';
import { TrainingError } from '../errors';

/** Means of the steps since they were last taken. */
export interface LossMeans {
  readonly losses: Readonly<Record<string, number>>;
  readonly gradientNorm: number;
}

/**
 * The losses of steps that the engine has been given. They are read back a few at a time where reading makes the engine
 * wait (a GPU), and checked then: nothing may be saved before.
 */
export class LossReadings {
  private pending: { step: number; names: readonly string[]; values: tf.Tensor1D }[] = [];
  private readonly sums = new Map<string, number>();
  private normSum = 0;
  private read = 0;
  /** The loss terms of the last step that was read. */
  latest: Readonly<Record<string, number>> = {};

  /** @param values the loss terms in the order of `names`, then the gradient's norm; disposed when read */
  add(step: number, names: readonly string[], values: tf.Tensor1D): void {
    this.pending.push({ step, names, values });
  }

  /** Reads what is pending. @throws TrainingError that names the first term that is not finite */
  async check(): Promise<void> {
    for (let first = this.pending.shift(); first !== undefined; first = this.pending.shift()) {
      const { step, names, values } = first;
      const numbers = await values.data();
      values.dispose();
      for (const [i, name] of names.entries()) {
        const value = numbers[i] ?? NaN;
        if (!Number.isFinite(value)) throw notFinite(`The loss term '${name}'`, value, step, names, numbers);
        this.sums.set(name, (this.sums.get(name) ?? 0) + value);
      }
      const norm = numbers[names.length] ?? NaN;
      if (!Number.isFinite(norm)) throw notFinite("The gradient's norm", norm, step, names, numbers);
      this.latest = Object.fromEntries(names.map((name, i) => [name, numbers[i] ?? NaN]));
      this.normSum += norm;
      this.read++;
    }
  }

  /** The means since the last call; undefined where nothing was read. */
  takeMeans(): LossMeans | undefined {
    if (this.read === 0) return undefined;
    const means: LossMeans = {
      losses: Object.fromEntries([...this.sums].map(([name, sum]) => [name, sum / this.read])),
      gradientNorm: this.normSum / this.read,
    };
    this.sums.clear();
    this.normSum = 0;
    this.read = 0;
    return means;
  }

  dispose(): void {
    tf.dispose(this.pending.map(({ values }) => values));
    this.pending = [];
  }
}

function notFinite(what: string, value: number, step: number, names: readonly string[], values: ArrayLike<number>): TrainingError {
  const all = names.map((name, i) => `${name} ${values[i] ?? NaN}`).join(', ');
  return new TrainingError(
    `${what} became ${value} at step ${step} (${all}). Training stops and nothing more is saved; the last checkpoint is good. `
    + 'A lower learning rate, a longer warm-up or gradient clipping usually helps.',
  );
}
