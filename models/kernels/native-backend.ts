import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { EngineError } from '../errors';

/** An attribute of a TensorFlow operation; the binding's constants say of which type. */
export interface NativeAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: number | string | boolean | readonly number[];
}

/** The part of tfjs-node's backend that calls a TensorFlow operation by its name. Outputs are tensors, tracked by the current tidy. */
export interface NativeBackend {
  readonly binding: {
    readonly TF_ATTR_INT: number;
    readonly TF_ATTR_FLOAT: number;
    readonly TF_ATTR_BOOL: number;
    readonly TF_ATTR_STRING: number;
    readonly TF_ATTR_TYPE: number;
    readonly TF_FLOAT: number;
    readonly TF_INT32: number;
  };
  executeSingleOutput(name: string, attributes: readonly NativeAttribute[], inputs: readonly TensorInfo[]): Tensor;
  executeMultipleOutputs(name: string, attributes: readonly NativeAttribute[], inputs: readonly TensorInfo[], outputs: number): Tensor[];
}

/** @throws EngineError where the engine is not tfjs-node */
export function nativeBackend(backend: object): NativeBackend {
  if (!isNative(backend)) throw new EngineError('This kernel calls TensorFlow operations, which only the tensorflow engine (tfjs-node) has.');
  return backend;
}

const isNative = (backend: object): backend is NativeBackend => 'executeSingleOutput' in backend && 'executeMultipleOutputs' in backend && 'binding' in backend;
