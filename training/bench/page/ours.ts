import * as tf from '@tensorflow/tfjs-core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { loadModel, toWeights } from '../../../models/artifact/load';
import { registerKernels } from '../../../models/kernels/register';
import { Predictor } from '../../../models/runtime/predictor';
import { benchFrame } from './picture';

/** Loads a model from `base`, as the live page does on wasm with one thread. @returns one look at a picture */
export async function open(base: string): Promise<() => Promise<void>> {
  setWasmPaths(`${base}/tfjs/`);
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  await tf.setBackend('wasm');
  registerKernels('wasm');
  const { card, values } = await loadModel({ read: async (file) => new Uint8Array(await (await fetch(`${base}/model/${file}`)).arrayBuffer()) });
  const predictor = new Predictor(card, toWeights(values));
  const frame = benchFrame(card.input.width, card.input.height);
  return async () => {
    await predictor.predict(frame);
  };
}
