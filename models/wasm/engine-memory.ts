import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** The memory that an engine exports, a WebAssembly.Memory; undefined for an engine that brings threads of its own. */
export function memoryOf({ wasm }: BackendWasm): object | undefined {
  const exports: unknown = 'asm' in wasm ? wasm.asm : undefined;
  const memory = isObject(exports) && 'memory' in exports ? exports.memory : undefined;
  return isObject(memory) ? memory : undefined;
}

/** Whether a memory is one that threads could share, by its brand: some browsers have such memories and hide their type. */
export const isShared = (memory: object): boolean => 'buffer' in memory && Object.prototype.toString.call(memory.buffer) === '[object SharedArrayBuffer]';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
