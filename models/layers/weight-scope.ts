import type * as tf from '@tensorflow/tfjs-core';
import { InvalidInputError } from '../errors';
import { joinPath, type Scope } from './scope';

/** Named tensors as a model file holds them, batch normalisation folded. */
export type Weights = ReadonlyMap<string, tf.Tensor>;

/** A scope for inference: parameters are looked up, none is ever made. The caller keeps and disposes the weights. */
export function weightScope(weights: Weights, path = ''): Scope {
  return {
    path,
    training: false,
    at: (name) => weightScope(weights, joinPath(path, name)),
    parameter(name, shape) {
      const full = joinPath(path, name);
      const weight = weights.get(full);
      if (weight === undefined) throw new InvalidInputError(`The weights hold no parameter '${full}', which the network needs with shape [${shape.join(', ')}].`);
      if (weight.shape.length !== shape.length || weight.shape.some((size, axis) => size !== shape[axis])) {
        throw new InvalidInputError(`Parameter '${full}' has shape [${weight.shape.join(', ')}] in the weights; the network needs [${shape.join(', ')}].`);
      }
      return weight;
    },
    assign(name) {
      throw new InvalidInputError(`'${joinPath(path, name)}' cannot be assigned: this scope is for inference.`);
    },
  };
}
