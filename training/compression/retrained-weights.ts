import * as tf from '@tensorflow/tfjs-core';
import { InvalidInputError } from '../../models/errors';
import type { CompressedTensor } from '../../models/compression/compressed-tensor';
import type { NamedValues, TensorValue } from '../../models/layers/trainable-parameters';
import { joinPath, type Scope } from '../../models/layers/scope';
import type { Masks } from './prune';

/** Weights that are made of what is trained, so that they stay what compression made them while they learn. */
export interface RetrainedWeights {
  /** What is trained, by name; the caller disposes. */
  readonly variables: ReadonlyMap<string, tf.Variable>;
  /** A weight, on the gradient tape. */
  weight(name: string): tf.Tensor;
}

/** A variable with a value; the caller disposes it. */
export function variableOf({ shape, values }: TensorValue): tf.Variable {
  const value = tf.tensor(values, [...shape]);
  const variable = tf.variable(value);
  value.dispose();
  return variable;
}

/** Weights of which those stay 0 that masks take away (Han et al. 2015). `setMasks` may take away others later. */
export class PrunedWeights implements RetrainedWeights {
  readonly variables: ReadonlyMap<string, tf.Variable>;
  private masks = new Map<string, tf.Tensor>();

  constructor(private readonly values: NamedValues) {
    this.variables = new Map([...values].map(([name, value]) => [name, variableOf(value)]));
  }

  setMasks(masks: Masks): void {
    tf.dispose([...this.masks.values()]);
    this.masks = new Map([...masks].map(([name, mask]) => [name, tf.keep(tf.tensor(mask, [...(this.values.get(name)?.shape ?? [])]))]));
  }

  weight(name: string): tf.Tensor {
    const [variable, mask] = [this.variables.get(name), this.masks.get(name)];
    if (variable === undefined) throw new InvalidInputError(`There is no weight '${name}'.`);
    return mask === undefined ? variable : tf.mul(variable, mask);
  }

  /** As they are now, 0 where masks say so. */
  async current(): Promise<Map<string, TensorValue>> {
    const entries = [...this.values.keys()].map(async (name): Promise<[string, TensorValue]> => {
      const weight = tf.tidy(() => tf.clone(this.weight(name)));
      const values = Float32Array.from(await weight.data());
      weight.dispose();
      return [name, { shape: weight.shape, values }];
    });
    return new Map(await Promise.all(entries));
  }

  dispose(): void {
    tf.dispose([...this.masks.values(), ...this.variables.values()]);
  }
}

/** Shared weights, of which the codebooks learn: a value's gradient is the sum of its weights' (Han et al. 2016, eq. 3). A 0 stays 0. */
export class SharedWeights implements RetrainedWeights {
  readonly variables: ReadonlyMap<string, tf.Variable>;
  private readonly parts: ReadonlyMap<string, { readonly indices: tf.Tensor1D; readonly free: tf.Tensor1D; readonly shape: number[] }>;

  constructor(private readonly tensors: ReadonlyMap<string, CompressedTensor>) {
    this.variables = new Map([...tensors].map(([name, tensor]) => [name, variableOf(trainedOf(tensor))]));
    this.parts = new Map([...tensors].flatMap(([name, tensor]) => (tensor.kind !== 'shared' ? [] : [[name, {
      indices: tf.tensor1d(tensor.integers.map((integer) => integer + tensor.origin), 'int32'),
      free: tf.tensor1d(tensor.codebook.map((value) => (value === 0 ? 0 : 1))),
      shape: [...tensor.shape],
    }] as const])));
  }

  weight(name: string): tf.Tensor {
    const [variable, part] = [this.variables.get(name), this.parts.get(name)];
    if (variable === undefined) throw new InvalidInputError(`There is no weight '${name}'.`);
    return part === undefined ? variable : tf.reshape(tf.gather(tf.mul(variable, part.free), part.indices), part.shape);
  }

  /** The tensors with what was learnt. */
  async compressed(): Promise<Map<string, CompressedTensor>> {
    const entries = [...this.tensors].map(async ([name, tensor]): Promise<[string, CompressedTensor]> => {
      const learnt = Float32Array.from(await this.variables.get(name)?.data() ?? []);
      if (tensor.kind === 'shared') return [name, { ...tensor, codebook: learnt.map((value, i) => (tensor.codebook[i] === 0 ? 0 : value)) }];
      return [name, tensor.kind === 'scaled' ? tensor : { ...tensor, values: learnt }];
    });
    return new Map(await Promise.all(entries));
  }

  dispose(): void {
    tf.dispose([...this.variables.values(), ...[...this.parts.values()].flatMap(({ indices, free }) => [indices, free])]);
  }
}

function trainedOf(tensor: CompressedTensor): TensorValue {
  if (tensor.kind === 'scaled') throw new InvalidInputError('Expected shared weights: whole numbers with scales are not retrained.');
  return tensor.kind === 'shared' ? { shape: [tensor.codebook.length], values: tensor.codebook } : tensor;
}

/** A scope for a network with folded normalisations that learns all the same. */
export function retrainedScope(weights: RetrainedWeights, path = ''): Scope {
  return {
    path,
    training: false,
    at: (name) => retrainedScope(weights, joinPath(path, name)),
    parameter: (name) => weights.weight(joinPath(path, name)),
    assign: (name) => {
      throw new InvalidInputError(`'${joinPath(path, name)}' cannot be assigned: normalisations are folded.`);
    },
  };
}
