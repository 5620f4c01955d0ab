import * as threadedModule from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js';

const THREADED_SCRIPT = 'tfjs-backend-wasm-threaded-simd.js';

/**
 * The wasm backend sends its start-up function to its threads as source text, where a bundler's renamed variables mean
 * nothing. The text is replaced by one that fetches the script as it was published.
 * @param binaries the folder of the backend's binaries, an absolute address that ends in a slash
 */
export function repairThreadScript(binaries: string): void {
  threadedModule.default.toString = () => `(importScripts(${JSON.stringify(binaries + THREADED_SCRIPT)}), WasmBackendModuleThreadedSimd)`;
}
