import * as tf from '@tensorflow/tfjs-core';
import { getThreadsCount, setThreadsCount, setWasmPaths, version_wasm } from '@tensorflow/tfjs-backend-wasm';
import { repairThreadScript } from '../../models/runtime/wasm-thread-script';
import { NEVER, type Engine, type StartEngine } from './engine';
import { setBackend } from './set-backend';

/** Where the server keeps the backend's binaries; the version is in the path so that they may be cached for ever. */
const BINARIES = `/tfjs/${version_wasm}/`;
const THREADED_FLAG = 'WASM_HAS_MULTITHREAD_SUPPORT';

/** WebAssembly on the processor, with threads where the page has them, else without. */
export const startWasm: StartEngine = async ({ threads }) => {
  const binaries = new URL(BINARIES, self.location.origin).href;
  setWasmPaths(binaries);
  tf.env().set(THREADED_FLAG, threads > 1);
  if (threads > 1) {
    try {
      repairThreadScript(binaries);
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

/** Forgets a start that failed, so that the next begins anew. */
function registerAgain(): void {
  const factory = tf.findBackendFactory('wasm');
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', factory);
}
