import type * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { Target } from './assembler';
import { isShared, memoryOf } from './engine-memory';
import type { Call } from './shared-calls';
import { WasmThreads } from './threads';
import { isValid, link } from './web-assembly';

/** A program of ours over an engine's memory. */
export interface Program {
  /** How many calls run at a time. */
  readonly threads: number;
  /** Runs calls, in any order. None may write what it, or another, reads; addresses are in bytes. */
  readonly run: (calls: readonly Call[]) => void;
}

const linked = new WeakMap<BackendWasm, Map<string, Program | undefined>>();

/**
 * A program over an engine's memory, linked once.
 * @param make the program, for what this host and this engine have
 * @returns undefined where there is no SIMD, and for an engine that keeps its memory to itself
 */
export function linkProgram(backend: BackendWasm, name: string, make: (target: Target) => Uint8Array<ArrayBuffer>): Program | undefined {
  const known = linked.get(backend) ?? new Map<string, Program | undefined>();
  linked.set(backend, known);
  if (!known.has(name)) known.set(name, linkTo(backend, make));
  return known.get(name);
}

/** Where a tensor lies; 0 for none. */
export const addressIn = (backend: BackendWasm) => (tensor: tf.TensorInfo | undefined): number => (tensor === undefined ? 0 : backend.getMemoryOffset(tensor.dataId));

function linkTo(backend: BackendWasm, make: (target: Target) => Uint8Array<ArrayBuffer>): Program | undefined {
  const memory = memoryOf(backend);
  if (memory === undefined) return undefined;
  const program = [true, false].map((fused) => make({ fused, shared: isShared(memory) })).find(isValid);
  if (program === undefined) return undefined;
  const run = link(program, memory);
  const threads = WasmThreads.of(backend);
  return threads === undefined
    ? { threads: 1, run: (calls) => calls.forEach((call) => run(...call)) }
    : { get threads() { return threads.count; }, run: threads.share(program, run) };
}
