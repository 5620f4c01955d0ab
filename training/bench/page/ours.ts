import * as tf from '@tensorflow/tfjs-core';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { loadModel, toWeights } from '../../../models/artifact/load';
import { registerKernels } from '../../../models/kernels/register';
import { Predictor } from '../../../models/runtime/predictor';
import { repairThreadScript } from '../../../models/runtime/wasm-thread-script';
import { benchFrame } from './picture';

/** Loads a model from `base`, an absolute address, on wasm, as the live page does. @returns one look at a picture */
export async function open(base: string, threads: number): Promise<() => Promise<void>> {
  const binaries = `${base}/tfjs/`;
  setWasmPaths(binaries);
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', threads > 1);
  if (threads > 1) {
    repairThreadScript(binaries);
    // The backend starts at most half as many as it believes there are cores.
    const { navigator } = globalThis as unknown as { readonly navigator: object };
    Object.defineProperty(navigator, 'hardwareConcurrency', { value: 2 * threads });
    setThreadsCount(threads);
  }
  await tf.setBackend('wasm');
  registerKernels('wasm');
  const { card, values } = await loadModel({ read: async (file) => new Uint8Array(await (await fetch(`${base}/model/${file}`)).arrayBuffer()) });
  const predictor = new Predictor(card, toWeights(values));
  const frame = benchFrame(card.input.width, card.input.height);
  return async () => {
    await predictor.predict(frame);
  };
}
