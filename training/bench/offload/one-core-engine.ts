import * as tf from '@tensorflow/tfjs-core';
import { toWeights, type LoadedModel } from '../../../models/artifact/load';
import { EngineError } from '../../../models/errors';
import { registerKernels } from '../../../models/kernels/register';
import { Predictor } from '../../../models/predictor';
import { startOnnxruntime } from '../../../models/node/engines/onnxruntime';
import { startWasm } from '../../../models/node/engines/wasm';

export type OneCoreEngine = 'onnxruntime' | 'wasm';

/** A model on the fastest engine that is there, on one core: what a worker of the server has. */
export async function openOnOneCore(model: LoadedModel): Promise<{ readonly name: OneCoreEngine; readonly predictor: Predictor }> {
  try {
    const engine = await startOnnxruntime('cpu', { threads: 1 });
    return { name: 'onnxruntime', predictor: await engine.open(model) };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    await startWasm();
    registerKernels(tf.getBackend());
    return { name: 'wasm', predictor: new Predictor(model.card, toWeights(model.values)) };
  }
}
