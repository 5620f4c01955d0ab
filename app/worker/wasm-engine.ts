import * as tf from '@tensorflow/tfjs-core';
import { getThreadsCount, setThreadsCount, setWasmPaths, version_wasm } from '@tensorflow/tfjs-backend-wasm';
import * as threadedModule from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js';
import { NEVER, type Engine, type StartEngine } from './engine';
import { setBackend } from './set-backend';

/** Where the server keeps the backend's binaries; the version is in the path so that they may be cached for ever. */
const BINARIES = `/tfjs/${version_wasm}/`;
const THREADED_SCRIPT = 'tfjs-backend-wasm-threaded-simd.js';
const THREADED_FLAG = 'WASM_HAS_MULTITHREAD_SUPPORT';

/** WebAssembly on the processor, with threads where the page has them, else without. */
export const startWasm: StartEngine = async ({ threads }) => {
  setWasmPaths(new URL(BINARIES, self.location.origin).href);
  tf.env().set(THREADED_FLAG, threads > 1);
  if (threads > 1) {
    try {
      repairThreadScript();
      setThreadsCount(threads);
      await setBackend('wasm');
      return engine(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT') === true, getThreadsCount());
    } catch (error) {
      console.warn('The threads of the wasm engine did not start; it goes on with one.', error);
      tf.env().set(THREADED_FLAG, false);
      registerAgain();
    }
  }
  await setBackend('wasm');
  return engine(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT') === true, 1);
};

function engine(simd: boolean, threads: number): Engine {
  return { name: 'wasm', detail: `${simd ? 'SIMD' : 'no SIMD'}, ${threads === 1 ? '1 thread' : `${threads} threads`}`, lost: NEVER };
}

/**
 * The backend sends its start-up function to its threads as source text, where a bundler's renamed variables mean
 * nothing. The text is replaced by one that fetches the script as it was published.
 */
function repairThreadScript(): void {
  const script = new URL(BINARIES + THREADED_SCRIPT, self.location.origin).href;
  threadedModule.default.toString = () => `(importScripts(${JSON.stringify(script)}), WasmBackendModuleThreadedSimd)`;
}

/** Forgets a start that failed, so that the next begins anew. */
function registerAgain(): void {
  const factory = tf.findBackendFactory('wasm');
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', factory);
}
