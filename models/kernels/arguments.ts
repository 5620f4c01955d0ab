import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../errors';

/** What an engine hands to a kernel of ours: tfjs types it loosely, so the parts are checked where they are taken out. */
export type KernelArguments = Parameters<tf.KernelFunc>[0];

export function inputOf(args: KernelArguments, name: string): tf.TensorInfo {
  const input = args.inputs[name];
  if (input === undefined) throw new EngineError(`A kernel was called without its input "${name}".`);
  return input;
}

/** The inputs `${prefix}0`, `${prefix}1`, … in order. */
export function inputsOf(args: KernelArguments, prefix: string, count: number): tf.TensorInfo[] {
  return Array.from({ length: count }, (_, i) => inputOf(args, `${prefix}${i}`));
}

/** An input as a tensor that tf's functions take; the engine's inputs are tensors although their type does not say so. */
export function tensorOf(args: KernelArguments, name: string): tf.Tensor {
  const input = inputOf(args, name);
  if (!isTensor(input)) throw new EngineError(`The input "${name}" of a kernel is not a tensor of this engine.`);
  return input;
}

/** `tensorOf` for a stack of pictures or feature maps, [batch, height, width, channels]. */
export function pictureOf(args: KernelArguments, name: string): tf.Tensor4D {
  const tensor = tensorOf(args, name);
  if (!isRank4(tensor)) throw new EngineError(`The input "${name}" of a kernel has rank ${tensor.rank}, expected 4.`);
  return tensor;
}

const isTensor = (input: tf.TensorInfo): input is tf.Tensor => input instanceof tf.Tensor;
const isRank4 = (tensor: tf.Tensor): tensor is tf.Tensor4D => tensor.rank === 4;

export function numberOf(attrs: tf.NamedAttrMap | undefined, name: string): number {
  const value = attrs?.[name];
  if (typeof value !== 'number') throw new EngineError(`A kernel was called without its number "${name}".`);
  return value;
}

export function numbersOf(attrs: tf.NamedAttrMap | undefined, name: string): number[] {
  const value = attrs?.[name];
  if (!Array.isArray(value)) throw new EngineError(`A kernel was called without its numbers "${name}".`);
  return value.map((entry) => {
    if (typeof entry !== 'number') throw new EngineError(`The list "${name}" of a kernel holds something that is not a number.`);
    return entry;
  });
}
