import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { EngineError } from '../errors';

/** The memory of an engine whose tensors JavaScript reads and writes in place: cpu's arrays and wasm's heap. */
export interface HostMemory {
  /** A new tensor. Make all of them before taking views: when wasm's heap grows, earlier views are detached. */
  make(shape: number[], dtype: 'float32' | 'int32'): TensorInfo;
  /** The values themselves, not a copy. A view of wasm's new memory is not cleared. */
  floats(tensor: TensorInfo): Float32Array;
  ints(tensor: TensorInfo): Int32Array;
}

/** @throws EngineError for any engine but cpu and wasm. */
export function hostMemory(backend: object): HostMemory {
  if (isWasm(backend)) return memoryOf((shape, dtype) => backend.makeOutput(shape, dtype), (tensor) => backend.typedArrayFromHeap(tensor));
  if (isCpu(backend)) {
    return memoryOf(
      (shape, dtype) => {
        const size = shape.reduce((product, axis) => product * axis, 1);
        return backend.makeTensorInfo(shape, dtype, dtype === 'int32' ? new Int32Array(size) : new Float32Array(size));
      },
      (tensor) => backend.data.get(tensor.dataId).values,
    );
  }
  throw new EngineError('This kernel reads tensors in place, which only the cpu and wasm engines allow; register the one made for this engine.');
}

function memoryOf(make: (shape: number[], dtype: DataType) => TensorInfo, values: (tensor: TensorInfo) => unknown): HostMemory {
  return {
    make,
    floats: (tensor) => {
      const view = values(tensor);
      if (!(view instanceof Float32Array)) throw new EngineError(`A tensor of type ${tensor.dtype} was given where float32 was expected.`);
      return view;
    },
    ints: (tensor) => {
      const view = values(tensor);
      if (!(view instanceof Int32Array)) throw new EngineError(`A tensor of type ${tensor.dtype} was given where int32 was expected.`);
      return view;
    },
  };
}

export const isWasm = (backend: object): backend is BackendWasm => 'typedArrayFromHeap' in backend;
const isCpu = (backend: object): backend is MathBackendCPU => 'makeTensorInfo' in backend && 'data' in backend && !('device' in backend) && !('gpgpu' in backend);
