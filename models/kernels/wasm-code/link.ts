import type * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** Of WebAssembly, which the language's own types leave to each host, what is used here. */
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: { readonly env: { readonly memory: object } }) => { readonly exports: Readonly<Record<string, unknown>> };
};

/** A function of ours within wasm's memory; addresses are in bytes. */
export type Run = (...numbers: number[]) => void;

const linked = new WeakMap<BackendWasm, Map<string, Run | undefined>>();

/**
 * A program of ours over an engine's memory, linked once.
 * @param make the program, with or without the fused multiply-add of relaxed SIMD
 * @returns undefined for an engine with threads, or where there is no SIMD
 */
export function linkProgram(backend: BackendWasm, name: string, make: (fused: boolean) => Uint8Array<ArrayBuffer>): Run | undefined {
  const known = linked.get(backend) ?? new Map<string, Run | undefined>();
  linked.set(backend, known);
  if (!known.has(name)) known.set(name, link(memoryOf(backend), make));
  return known.get(name);
}

/** Where a tensor lies; 0 for none. */
export const addressIn = (backend: BackendWasm) => (tensor: tf.TensorInfo | undefined): number => (tensor === undefined ? 0 : backend.getMemoryOffset(tensor.dataId));

function link(memory: object | undefined, make: (fused: boolean) => Uint8Array<ArrayBuffer>): Run | undefined {
  const program = [true, false].map(make).find((candidate) => WebAssembly.validate(candidate));
  if (memory === undefined || program === undefined) return undefined;
  const { run } = new WebAssembly.Instance(new WebAssembly.Module(program), { env: { memory } }).exports;
  return isRun(run) ? run : undefined;
}

const isRun = (exported: unknown): exported is Run => typeof exported === 'function';

/** The engine's memory, which it exports where it has one thread; with threads it is shared and exported nowhere. */
function memoryOf({ wasm }: BackendWasm): object | undefined {
  const exports: unknown = 'asm' in wasm ? wasm.asm : undefined;
  const memory = isObject(exports) && 'memory' in exports ? exports.memory : undefined;
  return isObject(memory) ? memory : undefined;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
