import type * as tf from '@tensorflow/tfjs-core';
import { numberOf, type KernelArguments } from '../arguments';
import { hostMemory } from '../host-memory';

/** A vector of slopes for every engine, number of channels and slope that was asked for; they are few and small, and stay. */
const slopes = new WeakMap<object, Map<string, tf.TensorInfo>>();

/**
 * A convolution that ends in a leaky ReLU, as one that ends in a parametric ReLU with the same slope for all channels:
 * wasm's binary has a vectorised loop for that one only.
 */
export function withParametricRelu(own: tf.KernelFunc): tf.KernelFunc {
  return (args: KernelArguments) => {
    const { inputs, attrs, backend } = args;
    if (attrs?.activation !== 'leakyrelu') return own(args);
    const channels = inputs.bias?.shape[0];
    if (channels === undefined) return own(args);
    return own({
      backend,
      inputs: { ...inputs, preluActivationWeights: slopesOf(backend, channels, numberOf(attrs, 'leakyreluAlpha')) },
      attrs: { ...attrs, activation: 'prelu' },
    });
  };
}

function slopesOf(backend: object, channels: number, slope: number): tf.TensorInfo {
  const known = slopes.get(backend) ?? new Map<string, tf.TensorInfo>();
  slopes.set(backend, known);
  const key = `${channels} ${slope}`;
  const made = known.get(key);
  if (made !== undefined) return made;
  const memory = hostMemory(backend);
  const vector = memory.make([channels], 'float32');
  memory.floats(vector).fill(slope);
  known.set(key, vector);
  return vector;
}
