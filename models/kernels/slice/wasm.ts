import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { EngineError } from '../../errors';
import { inputOf, numberOf, type KernelArguments } from '../arguments';
import { isWasm } from '../host-memory';
import { sliceOf, splitSizes } from './parts';

/**
 * Slices within wasm's memory. The backend's own kernels first copy the whole tensor out, once for every part, which
 * costs a multiple of the slice, most of it for memory that the browser has to find and clear.
 */
export function sliceOnWasm(args: KernelArguments): TensorInfo {
  const x = inputOf(args, 'x');
  const { begin, size } = sliceOf(args.attrs ?? {}, x.shape);
  return copyPart(wasmBackend(args.backend), x, begin, size);
}

export function splitOnWasm(args: KernelArguments): TensorInfo[] {
  const x = inputOf(args, 'x');
  const given = numberOf(args.attrs, 'axis');
  const axis = given < 0 ? given + x.shape.length : given;
  let from = 0;
  return splitSizes(args.attrs ?? {}, x.shape[axis] ?? 0).map((length) => {
    const begin = x.shape.map((_, other) => (other === axis ? from : 0));
    from += length;
    return copyPart(wasmBackend(args.backend), x, begin, x.shape.map((whole, other) => (other === axis ? length : whole)));
  });
}

function copyPart(backend: BackendWasm, x: TensorInfo, begin: readonly number[], size: readonly number[]): TensorInfo {
  const out = backend.makeOutput([...size], x.dtype);
  const [from, to] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)];
  // One view of all memory copies faster than a view for every row.
  const memory = new Uint8Array(from.buffer);
  const itemBytes = from.BYTES_PER_ELEMENT;
  // The last axis of which only a part is taken: from there on a row is in one piece.
  const cut = x.shape.reduce((last, length, axis) => (size[axis] === length ? last : axis), 0);
  const inner = x.shape.slice(cut + 1).reduce((product, length) => product * length, 1);
  const runBytes = (size[cut] ?? 1) * inner * itemBytes;
  let target = to.byteOffset;
  const copy = (axis: number, offset: number): void => {
    const first = offset * (x.shape[axis] ?? 1) + (begin[axis] ?? 0);
    if (axis === cut) {
      const source = from.byteOffset + first * inner * itemBytes;
      memory.copyWithin(target, source, source + runBytes);
      target += runBytes;
      return;
    }
    for (let i = 0; i < (size[axis] ?? 0); i++) copy(axis + 1, first + i);
  };
  if (to.length > 0) copy(0, 0);
  return out;
}

function wasmBackend(backend: object): BackendWasm {
  if (!isWasm(backend)) throw new EngineError('This kernel copies within the memory of the wasm engine, which this engine is not.');
  return backend;
}
