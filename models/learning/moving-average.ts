import * as tf from '@tensorflow/tfjs-core';
import type { NamedValues } from '../layers/trainable-parameters';
import type { FlatParameters } from './flat-parameters';

/**
 * Exponential moving average of all trainable parameters (Polyak and Juditsky 1992): less noisy than the weights, and
 * usually better on unseen data. Early weights are forgotten fast, because the decay starts at 0.1 and grows.
 */
export class MovingAverage {
  private average: tf.Tensor1D;

  constructor(private readonly parameters: FlatParameters, private readonly decay: number) {
    this.average = parameters.weights();
  }

  /** Takes the current weights in. @param step 0 after the first update of the run */
  update(step: number): void {
    const keep = warmDecay(this.decay, step);
    const next = tf.tidy(() => tf.add<tf.Tensor1D>(this.average, tf.mul(tf.sub(this.parameters.weights(), this.average), 1 - keep)));
    this.average.dispose();
    this.average = tf.keep(next);
  }

  /** Reads the averaged values of the trainable parameters back. */
  values(): Promise<NamedValues> {
    return this.parameters.read(this.average);
  }

  /** Goes on from what `values` gave. @throws TrainingError where they are of another network */
  restore(values: NamedValues): void {
    const restored = this.parameters.load(values);
    this.average.dispose();
    this.average = restored;
  }

  dispose(): void {
    this.average.dispose();
  }
}

/** The decay of a step: `decay`, but no longer memory than a tenth of what has been seen so far justifies. */
export const warmDecay = (decay: number, step: number): number => Math.min(decay, (1 + step) / (10 + step));
