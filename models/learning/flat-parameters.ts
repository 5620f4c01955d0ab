import * as tf from '@tensorflow/tfjs-core';
import { TrainingError } from '../errors';
import type { NamedValues, TensorValue } from '../layers/trainable-parameters';

/**
 * Trainable parameters laid end to end as one vector [total]. The optimizer and the moving average compute on it: a
 * dozen operations for a whole network in place of a dozen for each of its hundreds of parameters.
 */
export class FlatParameters {
  readonly names: readonly string[];
  readonly variables: readonly tf.Variable[];
  readonly total: number;
  private readonly sizes: number[];

  /** @param variables by parameter name; those that are not trainable are left out */
  constructor(variables: ReadonlyMap<string, tf.Variable>) {
    const trainable = [...variables].filter(([, variable]) => variable.trainable);
    if (trainable.length === 0) throw new TrainingError('The network has no trainable parameter: nothing would be learnt.');
    this.names = trainable.map(([name]) => name);
    this.variables = trainable.map(([, variable]) => variable);
    this.sizes = this.variables.map(({ size }) => size);
    this.total = this.sizes.reduce((sum, size) => sum + size, 0);
  }

  /** The current weights [total]; the caller's. */
  weights(): tf.Tensor1D {
    return this.join(this.variables);
  }

  /** One tensor for each parameter, undefined for zeros, joined to [total]; the caller's. */
  join(tensors: readonly (tf.Tensor | undefined)[]): tf.Tensor1D {
    return tf.tidy(() => tf.concat1d(this.sizes.map((size, i) => {
      const tensor = tensors[i];
      return tensor === undefined ? tf.zeros([size]) : tf.reshape(tensor, [size]);
    })));
  }

  /** Gives every variable its part of `weights` [total], which stays the caller's. */
  assign(weights: tf.Tensor1D): void {
    tf.tidy(() => {
      const parts = tf.split(weights, this.sizes);
      for (const [i, variable] of this.variables.entries()) {
        const part = parts[i];
        if (part !== undefined) variable.assign(tf.reshape(part, variable.shape));
      }
    });
  }

  /** [total] with `of(name, variable)` in each parameter's place, or a scalar where all are equal; the caller's. */
  spread(of: (name: string, variable: tf.Variable) => number): tf.Tensor {
    const values = this.variables.map((variable, i) => of(this.names[i] ?? '', variable));
    const [first = 0] = values;
    if (values.every((value) => value === first)) return tf.scalar(first);
    const spread = new Float32Array(this.total);
    let offset = 0;
    for (const [i, size] of this.sizes.entries()) {
      spread.fill(values[i] ?? 0, offset, offset + size);
      offset += size;
    }
    return tf.tensor1d(spread);
  }

  /** Reads a vector [total] back, by parameter. */
  async read(vector: tf.Tensor1D): Promise<Map<string, TensorValue>> {
    const values = Float32Array.from(await vector.data());
    const named = new Map<string, TensorValue>();
    let offset = 0;
    for (const [i, variable] of this.variables.entries()) {
      named.set(this.names[i] ?? '', { shape: variable.shape, values: values.subarray(offset, offset + variable.size) });
      offset += variable.size;
    }
    return named;
  }

  /** The inverse of `read`; the tensor is the caller's. @throws TrainingError where the values are of another network */
  load(values: NamedValues): tf.Tensor1D {
    const vector = new Float32Array(this.total);
    let offset = 0;
    for (const [i, name] of this.names.entries()) {
      const size = this.sizes[i] ?? 0;
      const value = values.get(name);
      if (value?.values.length !== size) {
        throw new TrainingError(`The checkpoint does not fit the network: '${name}' needs ${size} values, the checkpoint has ${value === undefined ? 'none' : value.values.length}.`);
      }
      vector.set(value.values, offset);
      offset += size;
    }
    return tf.tensor1d(vector);
  }
}
