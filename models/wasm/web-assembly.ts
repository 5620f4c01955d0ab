import { EngineError } from '../errors';

/** Of WebAssembly, which the language's own types leave to each host, what is used here. */
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean;
  readonly Memory: {
    new (limits: { readonly initial: number }): WasmMemory;
    new (limits: { readonly initial: number; readonly maximum: number; readonly shared: true }): SharedWasmMemory;
  };
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: { readonly env: { readonly memory: object } }) => { readonly exports: Readonly<Record<string, unknown>> };
};

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

/** One that threads can share where the host lets a message carry it. */
export interface SharedWasmMemory {
  readonly buffer: SharedArrayBuffer;
}

const PAGE_BYTES = 2 ** 16;

/** New memory, all 0, of no fewer bytes than asked for. @throws RangeError where the host has no more */
export const newMemory = (bytes: number): WasmMemory => new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });

/** The same for threads to share, which grows to `mostBytes`. Hosts without a type for it may have it all the same. @throws where they do not */
export const newSharedMemory = (bytes: number, mostBytes = bytes): SharedWasmMemory =>
  new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES), maximum: Math.ceil(mostBytes / PAGE_BYTES), shared: true });

/** One call of a program, whose arguments are addresses in bytes and other numbers. */
export type Run = (...numbers: number[]) => void;

/** Whether this host knows every instruction of a program; none where it runs no WebAssembly at all. */
export const isValid = (program: Uint8Array): boolean => typeof WebAssembly !== 'undefined' && WebAssembly.validate(program);

/** Links a program of ours with a memory. @throws what WebAssembly throws where they do not fit each other */
export function link(program: Uint8Array<ArrayBuffer>, memory: object): Run {
  const { run } = new WebAssembly.Instance(new WebAssembly.Module(program), { env: { memory } }).exports;
  if (!isRun(run)) throw new EngineError("A program of the kernels exports no function 'run'.");
  return run;
}

const isRun = (exported: unknown): exported is Run => typeof exported === 'function';
