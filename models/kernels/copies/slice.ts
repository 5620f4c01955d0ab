import type { TensorInfo } from '@tensorflow/tfjs-core';
import { inputOf, numberOf, type KernelArguments } from '../arguments';
import { copyRows } from './copy-rows';
import { sliceOf, splitSizes } from './parts';
import { wasmBackend } from './wasm-backend';

/**
 * Slices within wasm's memory. The backend's own kernels first copy the whole tensor out, once for every part, which
 * costs a multiple of the slice, most of it for memory that the browser has to find and clear.
 */
export function sliceOnWasm(args: KernelArguments): TensorInfo {
  const x = inputOf(args, 'x');
  const { begin, size } = sliceOf(args.attrs ?? {}, x.shape);
  return copyPart(args.backend, x, begin, size);
}

export function splitOnWasm(args: KernelArguments): TensorInfo[] {
  const x = inputOf(args, 'x');
  const given = numberOf(args.attrs, 'axis');
  const axis = given < 0 ? given + x.shape.length : given;
  let from = 0;
  return splitSizes(args.attrs ?? {}, x.shape[axis] ?? 0).map((length) => {
    const begin = x.shape.map((_, other) => (other === axis ? from : 0));
    from += length;
    return copyPart(args.backend, x, begin, x.shape.map((whole, other) => (other === axis ? length : whole)));
  });
}

function copyPart(engine: object, x: TensorInfo, begin: readonly number[], size: readonly number[]): TensorInfo {
  const backend = wasmBackend(engine);
  const out = backend.makeOutput([...size], x.dtype);
  const [source, target] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)];
  if (target.length === 0) return out;
  const memory = new Uint8Array(source.buffer);
  // The last axis of which only a part is taken: from there on a row is in one piece.
  const cut = x.shape.reduce((last, length, axis) => (size[axis] === length ? last : axis), 0);
  const inner = x.shape.slice(cut + 1).reduce((product, length) => product * length, source.BYTES_PER_ELEMENT);
  const [bytes, fromStep] = [(size[cut] ?? 1) * inner, (x.shape[cut] ?? 1) * inner];
  // Of the axes before it, those that are taken whole up to it: their rows lie equally far apart.
  const firstWhole = 1 + x.shape.slice(0, cut).reduce((last, length, axis) => (size[axis] === length ? last : axis), -1);
  const count = size.slice(firstWhole, cut).reduce((product, length) => product * length, 1);
  let to = target.byteOffset;
  const copy = (axis: number, place: number): void => {
    if (axis === firstWhole) {
      const first = x.shape.slice(firstWhole, cut).reduce((rows, length) => rows * length, place);
      copyRows(backend, memory, { from: source.byteOffset + first * fromStep + (begin[cut] ?? 0) * inner, to, count, bytes, fromStep, toStep: bytes });
      to += count * bytes;
      return;
    }
    for (let i = 0; i < (size[axis] ?? 0); i++) copy(axis + 1, place * (x.shape[axis] ?? 1) + (begin[axis] ?? 0) + i);
  };
  copy(0, 0);
  return out;
}
