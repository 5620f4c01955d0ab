import * as tf from '@tensorflow/tfjs-core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { loadModel, toWeights } from '../../../models/artifact/load';
import { EngineError } from '../../../models/errors';
import { isWasm } from '../../../models/kernels/host-memory';
import { registerKernels } from '../../../models/kernels/register';
import { withSharedMemory } from '../../../models/wasm/shared-memory';
import { WasmThreads } from '../../../models/wasm/threads';
import { Predictor } from '../../../models/predictor';
import { benchFrame } from './picture';
import { ask, self, startWorker } from './web-worker';

/** Our runtime: answers once when it is ready to look, and once for every look. */
let look: (() => Promise<unknown>) | undefined;
self.onmessage = ({ data }) => void answer(data);

async function answer(question: unknown): Promise<void> {
  if (look === undefined) look = await open(question as { readonly base: string; readonly threads: number });
  else await look();
  self.postMessage('done');
}

async function open({ base, threads }: { readonly base: string; readonly threads: number }): Promise<() => Promise<unknown>> {
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  const binary = `${base}/tfjs/tfjs-backend-wasm-simd.wasm`;
  const address = threads === 1 ? binary : URL.createObjectURL(new Blob([withSharedMemory(await fetched(binary))], { type: 'application/wasm' }));
  setWasmPaths({ 'tfjs-backend-wasm.wasm': address, 'tfjs-backend-wasm-simd.wasm': address, 'tfjs-backend-wasm-threaded-simd.wasm': address });
  await tf.setBackend('wasm');
  if (threads > 1) await startThreads(base, threads);
  registerKernels('wasm');
  const { card, values } = await loadModel({ read: (file) => fetched(`${base}/model/${file}`) });
  const predictor = new Predictor(card, toWeights(values));
  const frame = benchFrame(card.input.width, card.input.height);
  return () => predictor.predict(frame);
}

async function startThreads(base: string, threads: number): Promise<void> {
  const backend = tf.backend();
  if (!isWasm(backend)) throw new EngineError('The wasm engine did not start.');
  await WasmThreads.start(backend, threads - 1, {
    startThread: async (start) => {
      const worker = startWorker(`${base}/thread.js`);
      await ask(worker, start);
      return { stop: () => worker.terminate() };
    },
    onLost: () => { throw new EngineError('A thread of the wasm engine was lost.'); },
  });
}

const fetched = async (address: string) => new Uint8Array(await (await fetch(address)).arrayBuffer());
