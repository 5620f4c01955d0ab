import * as tf from '@tensorflow/tfjs-core';
import { setWasmPaths, version_wasm } from '@tensorflow/tfjs-backend-wasm';
import { EngineError } from '../../../models/errors';
import { isWasm } from '../../../models/kernels/host-memory';
import { withSharedMemory } from '../../../models/wasm/shared-memory';
import type { ThreadStart } from '../../../models/wasm/thread';
import { WasmThreads, type Thread } from '../../../models/wasm/threads';
import { tfjsEngine } from '../../../models/engine/tfjs-engine';
import type { StartEngine } from './engine';
import { setBackend } from './set-backend';

/** Where the server keeps the backend's binaries; the version is in the path so that they may be cached for ever. */
const BINARIES = `/tfjs/${version_wasm}/`;
const PLAIN = 'tfjs-backend-wasm.wasm';
const WITH_SIMD = 'tfjs-backend-wasm-simd.wasm';
const WITH_THREADS = 'tfjs-backend-wasm-threaded-simd.wasm';

/** The backend, as often as it is wanted: once it was stopped it is known no more. */
const makeBackend = tf.findBackendFactory('wasm');

/** A thread starts in a tenth of a second; where none can be started, a browser may say nothing at all. */
const LONGEST_START_MS = 5000;

/**
 * WebAssembly on the processor. The backend's own binary with threads is never used: ours compute what takes the time, over
 * the memory of the binary without, which is made one that can be shared.
 */
export const startWasm: StartEngine = async ({ threads }) => {
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT') === true;
  const shared = simd && threads > 1 ? await sharedBinary(address(WITH_SIMD)) : undefined;
  // The last is never fetched; the backend wants to know of it all the same.
  if (tf.findBackendFactory('wasm') !== makeBackend) tf.registerBackend('wasm', makeBackend);
  setWasmPaths({ [PLAIN]: address(PLAIN), [WITH_SIMD]: shared ?? address(WITH_SIMD), [WITH_THREADS]: address(WITH_THREADS) });
  await setBackend('wasm');
  const running = shared === undefined ? 1 : await startThreads(threads);
  return tfjsEngine({ name: 'wasm', description: `${simd ? 'SIMD' : 'no SIMD'}, ${running === 1 ? '1 thread' : `${running} threads`}` });
};

const address = (file: string) => new URL(BINARIES + file, self.location.origin).href;

/** Puts the binary into the browser's own cache, from which it is started. */
export async function fetchBinary(): Promise<void> {
  await fetch(address(WITH_SIMD)).then((response) => response.arrayBuffer());
}

/** @returns an address that lasts as long as this worker; undefined where the browser does not take the binary */
async function sharedBinary(address: string): Promise<string | undefined> {
  const response = await fetch(address);
  if (!response.ok) throw new EngineError(`The engine 'wasm' could not be fetched: ${response.status} ${response.statusText}.`);
  const binary = withSharedMemory(new Uint8Array(await response.arrayBuffer()));
  if (!WebAssembly.validate(binary)) return undefined;
  return URL.createObjectURL(new Blob([binary], { type: 'application/wasm' }));
}

/** @returns how many threads compute, the one of this worker among them */
async function startThreads(threads: number): Promise<number> {
  const backend = tf.backend();
  if (!isWasm(backend)) return 1;
  const onLost = () => console.warn('A thread of the wasm engine was lost; it goes on with one.');
  try {
    await WasmThreads.start(backend, threads - 1, { startThread, onLost });
    return threads;
  } catch (error) {
    console.warn('The threads of the wasm engine did not start; it goes on with one.', error);
    return 1;
  }
}

function startThread(start: ThreadStart): Promise<Thread> {
  // Bundlers look for exactly this expression.
  const worker = new Worker(new URL('./kernel.worker.ts', import.meta.url), { type: 'module', name: 'kernels' });
  return new Promise((resolve, reject) => {
    const stop = () => worker.terminate();
    const fail = (because: string) => {
      stop();
      reject(new EngineError(`A thread did not start: ${because}.`));
    };
    const late = setTimeout(() => fail(`it was silent for ${LONGEST_START_MS / 1000} s`), LONGEST_START_MS);
    worker.onmessage = () => {
      clearTimeout(late);
      resolve({ stop });
    };
    worker.onerror = ({ message }) => {
      clearTimeout(late);
      fail(message === '' ? 'its script could not be loaded' : message);
    };
    worker.postMessage(start);
  });
}
