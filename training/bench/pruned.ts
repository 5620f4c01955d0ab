import * as tf from '@tensorflow/tfjs-core';
import { loadModel, type LoadedModel } from '../../models/artifact/load';
import { EngineError } from '../../models/errors';
import type { Predictor } from '../../models/predictor';
import { pruneChannels } from '../compression/channels/prune-channels';
import { isOnnxEngine, openPredictor, type PredictorEngineName } from '../engines/open-predictor';
import { findModel } from '../export/model-files';
import { compare, type Comparison, type Contestant } from './compare';
import { benchFrame } from './page/picture';

const MODELS = ['gfl-shufflenet-v2-pan', 'mobilenet-v2-imagenet'];
const ENGINES: readonly PredictorEngineName[] = ['onnxruntime', 'wasm'];
/** Shares of the work that are asked for; the first is the whole. */
const SHARES = [1, 0.7, 0.5];

/** Each ratio is against the whole model on the same engine; each note says how much work is really left. */
export async function benchPruned(): Promise<Comparison[]> {
  const all: Comparison[] = [];
  for (const name of MODELS) {
    const model = await loadModel(await findModel(name));
    const variants: { readonly model: LoadedModel; readonly work: number }[] = [];
    for (const share of SHARES) {
      const { network, values, work } = await pruneChannels(model, { work: share });
      variants.push({ model: { card: { ...model.card, network }, values }, work });
    }
    for (const engine of ENGINES) {
      try {
        const measured = await benchOn(engine, variants.map((variant) => variant.model));
        all.push(...measured.map((comparison, index) => ({ ...comparison, name: `${name}, ${engine}, ${SHARES[index]} of the work`, note: `${(variants[index]?.work ?? NaN).toFixed(3)} of the multiply-adds` })));
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        console.log(`  ${name}: ${error.message}`);
      }
    }
  }
  return all;
}

async function benchOn(engine: PredictorEngineName, models: readonly LoadedModel[]): Promise<Comparison[]> {
  const predictors: Predictor[] = [];
  try {
    const contestants: Contestant[] = [];
    for (const model of models) {
      const { predictor } = await openPredictor(model, engine);
      predictors.push(predictor);
      const frame = benchFrame(model.card.input.width, model.card.input.height);
      contestants.push({ name: engine, run: async () => {
        await predictor.predict(frame);
      } });
    }
    // An engine of tfjs must be the current one whenever its predictor runs.
    if (!isOnnxEngine(engine)) await tf.setBackend(engine);
    return await compare(contestants, { rounds: 15 });
  } finally {
    for (const predictor of predictors) predictor.close();
  }
}
