import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** The memory that an engine exports, a WebAssembly.Memory; undefined for an engine that brings threads of its own. */
export function memoryOf({ wasm }: BackendWasm): object | undefined {
  const exports: unknown = 'asm' in wasm ? wasm.asm : undefined;
  const memory = isObject(exports) && 'memory' in exports ? exports.memory : undefined;
  return isObject(memory) ? memory : undefined;
}

/** Whether threads can share a memory. Pages that are not isolated do not even know the type. */
export const isShared = (memory: object): boolean => typeof SharedArrayBuffer !== 'undefined' && 'buffer' in memory && memory.buffer instanceof SharedArrayBuffer;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
