import * as tf from '@tensorflow/tfjs-core';
import { TrainingError } from '../errors';
import type { NamedValues } from '../layers/trainable-parameters';
import type { FlatParameters } from './flat-parameters';

interface CommonOptions {
  /** Strength of the pull towards zero. Only on kernels: biases and normalisations (rank 0 and 1) are left alone. */
  readonly weightDecay: number;
  /** The gradient of all parameters together is scaled down to this Euclidean norm where it is longer. */
  readonly clipNorm?: number;
}

/** v ← momentum v + (g + decay w);  w ← w - rate v. The decay is part of the gradient, as in the papers that use SGD. */
export interface SgdOptions extends CommonOptions {
  readonly kind: 'sgd';
  readonly momentum: number;
  /** w ← w - rate (g + decay w + momentum v) in place of the last: Nesterov's momentum as Sutskever et al. 2013 have it. Default false. */
  readonly nesterov?: boolean;
}

/** Loshchilov and Hutter 2019, algorithm 2: the decay acts on the weights, not through the moments. */
export interface AdamWOptions extends CommonOptions {
  readonly kind: 'adamw';
  /** Default 0.9. */
  readonly beta1?: number;
  /** Default 0.999. */
  readonly beta2?: number;
  /** Default 1e-8. */
  readonly epsilon?: number;
}

export type OptimizerOptions = SgdOptions | AdamWOptions;

/** Moves all trainable parameters along a gradient. Owns its moments: dispose it. */
export class Optimizer {
  /** [total] each: the velocity of SGD, or the first and second moment of AdamW. */
  private moments: tf.Tensor1D[];
  private readonly decay: tf.Tensor;
  private readonly rateScale: tf.Tensor;

  /** @param rateScale a factor on the learning rate of one parameter */
  constructor(
    private readonly parameters: FlatParameters,
    private readonly options: OptimizerOptions,
    rateScale: (name: string) => number = () => 1,
  ) {
    this.moments = momentNames(options).map(() => tf.zeros([parameters.total]));
    this.decay = parameters.spread((_, variable) => (variable.rank > 1 ? options.weightDecay : 0));
    this.rateScale = parameters.spread(rateScale);
  }

  /**
   * One update of every trainable parameter.
   * @param gradient [total], kept by the caller
   * @param step 0 for the first update of the run
   * @returns the Euclidean norm of the gradient before it was clipped; the caller's
   */
  apply(gradient: tf.Tensor1D, step: number, learningRate: number): tf.Scalar {
    const [norm, ...moments] = tf.tidy((): [tf.Scalar, ...tf.Tensor1D[]] => {
      const { clipNorm } = this.options;
      const norm = tf.sqrt(tf.sum<tf.Scalar>(tf.square(gradient)));
      const clipped = clipNorm === undefined ? gradient : tf.mul<tf.Tensor1D>(gradient, tf.minimum(tf.div(clipNorm, norm), 1));
      const rate = tf.mul(this.rateScale, learningRate);
      const weights = this.parameters.weights();
      const { next, moments } = this.options.kind === 'sgd'
        ? this.sgd(this.options, weights, clipped, rate)
        : this.adamW(this.options, weights, clipped, rate, step);
      this.parameters.assign(next);
      return [norm, ...moments];
    });
    tf.dispose(this.moments);
    this.moments = moments.map((moment) => tf.keep(moment));
    return norm;
  }

  /** Reads the moments back: for each kind of moment, the values by parameter. */
  async state(): Promise<Map<string, NamedValues>> {
    const state = new Map<string, NamedValues>();
    for (const [i, name] of momentNames(this.options).entries()) {
      const moment = this.moments[i];
      if (moment !== undefined) state.set(name, await this.parameters.read(moment));
    }
    return state;
  }

  /** Goes on from what `state` gave. @throws TrainingError where it is of another optimizer or network */
  restore(state: ReadonlyMap<string, NamedValues>): void {
    const restored = momentNames(this.options).map((name) => {
      const values = state.get(name);
      if (values === undefined) throw new TrainingError(`The checkpoint has no ${name} for the optimizer '${this.options.kind}': it was written with another optimizer.`);
      return this.parameters.load(values);
    });
    tf.dispose(this.moments);
    this.moments = restored;
  }

  dispose(): void {
    tf.dispose([...this.moments, this.decay, this.rateScale]);
  }

  private sgd({ momentum, nesterov = false }: SgdOptions, weights: tf.Tensor1D, gradient: tf.Tensor1D, rate: tf.Tensor): Update {
    const [velocity = tf.zerosLike(gradient)] = this.moments;
    const withDecay = tf.add(gradient, tf.mul(this.decay, weights));
    const nextVelocity = tf.add<tf.Tensor1D>(tf.mul(velocity, momentum), withDecay);
    const direction = nesterov ? tf.add(withDecay, tf.mul(nextVelocity, momentum)) : nextVelocity;
    return { next: tf.sub(weights, tf.mul(rate, direction)), moments: [nextVelocity] };
  }

  private adamW({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamWOptions, weights: tf.Tensor1D, gradient: tf.Tensor1D, rate: tf.Tensor, step: number): Update {
    const [first = tf.zerosLike(gradient), second = tf.zerosLike(gradient)] = this.moments;
    const nextFirst = tf.add<tf.Tensor1D>(first, tf.mul(tf.sub(gradient, first), 1 - beta1));
    const nextSecond = tf.add<tf.Tensor1D>(second, tf.mul(tf.sub(tf.square(gradient), second), 1 - beta2));
    // The moments start at zero; dividing by these undoes the bias that this gives them.
    const firstBias = 1 - beta1 ** (step + 1);
    const secondBias = 1 - beta2 ** (step + 1);
    const deviation = tf.add(tf.mul(tf.sqrt(nextSecond), 1 / Math.sqrt(secondBias)), epsilon);
    const update = tf.add(tf.mul(tf.div(nextFirst, deviation), 1 / firstBias), tf.mul(this.decay, weights));
    return { next: tf.sub(weights, tf.mul(rate, update)), moments: [nextFirst, nextSecond] };
  }
}

/** What one update gives: the weights and the moments after it. */
interface Update {
  readonly next: tf.Tensor1D;
  readonly moments: tf.Tensor1D[];
}

const momentNames = ({ kind }: OptimizerOptions) => (kind === 'sgd' ? ['velocity'] : ['moment1', 'moment2']);
