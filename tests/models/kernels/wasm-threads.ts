import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs-core';
import { setWasmPaths, type BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { build } from 'esbuild';
import { isWasm } from '../../../models/kernels/host-memory';
import { withSharedMemory } from '../../../models/wasm/shared-memory';
import type { StartThread } from '../../../models/wasm/threads';
import { repositoryRoot } from '../../../models/node/repository-root';

/** The wasm engine over shared memory in Node, and threads for it; a browser's are in app/worker. */

const NAMES = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm', 'tfjs-backend-wasm-threaded-simd.wasm'] as const;

export const engineBinary = (): Uint8Array => readFileSync(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm'));

const factory = tf.findBackendFactory('wasm');

/** Starts the engine anew, without threads. */
export async function startOverSharedMemory(): Promise<BackendWasm> {
  const file = join(mkdtempSync(join(tmpdir(), 'fovea-shared-')), 'engine.wasm');
  writeFileSync(file, withSharedMemory(engineBinary()));
  setWasmPaths(Object.fromEntries(NAMES.map((name) => [name, file])));
  if (tf.findBackendFactory('wasm') !== null) tf.removeBackend('wasm');
  tf.registerBackend('wasm', factory);
  await tf.setBackend('wasm');
  const backend = tf.backend();
  if (!isWasm(backend)) throw new Error('The wasm engine did not start.');
  return backend;
}

/** @param serve what a thread does with what it is sent, an expression that may name what models/wasm/{thread,shared-calls}.ts export */
export async function threadStarter(serve = 'serveThread(start)'): Promise<{ readonly startThread: StartThread; readonly running: () => number }> {
  const contents = `
    import { parentPort } from 'node:worker_threads';
    import { serveThread } from './thread';
    import { SharedCalls } from './shared-calls';
    parentPort.once('message', (start) => { parentPort.postMessage('ready'); ${serve}; });`;
  const { outputFiles: [script] } = await build({
    stdin: { contents, resolveDir: join(repositoryRoot, 'models', 'wasm'), loader: 'ts' }, bundle: true, write: false, format: 'cjs', platform: 'node',
  });
  if (script === undefined) throw new Error('The script of a thread could not be bundled.');
  let running = 0;
  const startThread: StartThread = (start) => new Promise((resolve, reject) => {
    const worker = new Worker(script.text, { eval: true });
    running++;
    worker.once('exit', () => running--);
    worker.once('error', reject);
    worker.once('message', () => resolve({ stop: () => void worker.terminate() }));
    worker.postMessage(start);
  });
  return { startThread, running: () => running };
}
