import * as tf from '@tensorflow/tfjs-core';
import { InvalidInputError, TrainingError } from '../errors';
import type { Random } from '../tensor/random';
import { joinPath, type Scope } from './scope';

/** A parameter's values outside the engine. */
export interface TensorValue {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}
export type NamedValues = ReadonlyMap<string, TensorValue>;

export interface TrainableParametersOptions {
  readonly random: Random;
  /** Values to start from; a parameter without one is made by its initializer. */
  readonly initial?: NamedValues;
  /** Which parameters the optimizer may change; all by default. */
  readonly trainable?: (name: string) => boolean;
}

/** The parameters of a network in training: a variable for each, created when the network first asks for it. */
export class TrainableParameters {
  private readonly variables = new Map<string, tf.Variable>();

  constructor(private readonly options: TrainableParametersOptions) {}

  /** A scope over these parameters. With `training` false the same variables serve inference (no batch normalisation). */
  scope(training = true, path = ''): Scope {
    return {
      path,
      training,
      at: (name) => this.scope(training, joinPath(path, name)),
      parameter: (name, shape, initializer, options) => {
        const full = joinPath(path, name);
        const known = this.variables.get(full);
        if (known !== undefined) return known;
        const start = this.options.initial?.get(full);
        if (start !== undefined && (start.shape.length !== shape.length || start.shape.some((size, axis) => size !== shape[axis]))) {
          throw new TrainingError(`The initial value of '${full}' has shape [${start.shape.join(', ')}]; the network needs [${shape.join(', ')}].`);
        }
        const trainable = (options?.trainable ?? true) && (this.options.trainable?.(full) ?? true);
        const variable = this.create(full, start === undefined ? () => initializer(shape, this.options.random.fork(full)) : () => tf.tensor(start.values, [...shape]), trainable);
        this.variables.set(full, variable);
        return variable;
      },
      assign: (name, value) => {
        const variable = this.variables.get(joinPath(path, name));
        if (variable === undefined) throw new InvalidInputError(`There is no parameter '${joinPath(path, name)}' to assign to.`);
        variable.assign(value);
        value.dispose();
      },
    };
  }

  /** Every parameter in order of creation. */
  all(): ReadonlyMap<string, tf.Variable> {
    return this.variables;
  }

  /** What the optimizer may change. */
  trainable(): tf.Variable[] {
    return [...this.variables.values()].filter((variable) => variable.trainable);
  }

  /** Reads all values back, for a checkpoint or an export. */
  async values(): Promise<Map<string, TensorValue>> {
    const named = new Map<string, TensorValue>();
    for (const [name, variable] of this.variables) {
      named.set(name, { shape: variable.shape, values: Float32Array.from(await variable.data()) });
    }
    return named;
  }

  dispose(): void {
    for (const variable of this.variables.values()) variable.dispose();
    this.variables.clear();
  }

  /** Variables outlive the tidy in which a network first runs, and tf.variable keeps its initial tensor alive unless told. */
  private create(name: string, initial: () => tf.Tensor, trainable: boolean): tf.Variable {
    const value = initial();
    const variable = tf.keep(tf.variable(value, trainable, undefined, 'float32'));
    value.dispose();
    Object.defineProperty(variable, 'parameterName', { value: name });
    return variable;
  }
}
