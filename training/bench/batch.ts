import * as tf from '@tensorflow/tfjs-core';
import { loadModel, toWeights } from '../../models/artifact/load';
import { startOnnxruntime } from '../../models/node/engines/onnxruntime';
import { pixelFrame } from '../../models/frames/pixel-frame';
import { Predictor } from '../../models/predictor';
import { tfjsRunner } from '../../models/engine/tfjs-runner';
import { findModel } from '../export/model-files';
import { compare, type Comparison } from './compare';

const PICTURES = 4;
const MODELS = ['gfl-shufflenet-v2-pan', 'mobilenet-v2-imagenet'];

/**
 * What an engine gains from looking at the frames of several clients in one run of the network, from pixels to the answers:
 * on tfjs's current engine and on one thread of onnxruntime.
 */
export async function benchBatch(): Promise<Comparison[]> {
  const onnxruntime = await startOnnxruntime('cpu', { threads: 1 });
  const rows: Comparison[] = [];
  for (const name of MODELS) {
    const model = await loadModel(await findModel(name));
    const predictors = [
      [tf.getBackend(), new Predictor(model.card, tfjsRunner(model.card, toWeights(model.values), PICTURES))],
      ['onnxruntime', await onnxruntime.open(model, PICTURES)],
    ] as const;
    for (const [engine, predictor] of predictors) {
      rows.push(...(await compare([
        { name: `${name} on ${engine}, one by one`, run: async () => { for (const look of looks) await predictor.predictTogether([look]); } },
        { name: `${name} on ${engine}, together`, run: async () => { await predictor.predictTogether(looks); } },
      ])));
      predictor.close();
    }
  }
  return rows;
}

const looks = Array.from({ length: PICTURES }, (_, picture) => {
  const data = Uint8Array.from({ length: 640 * 480 * 3 }, (_, byte) => (byte * (picture + 7)) % 251);
  return { frame: pixelFrame({ width: 640, height: 480, channels: 3, data }) };
});
