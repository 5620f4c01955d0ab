import * as tf from '@tensorflow/tfjs-core';
import type { LoadedModel } from '../../models/artifact/load';
import { EngineError } from '../../models/errors';
import { PICTURE_INPUT } from '../../models/graph/exported-names';
import { modelToOnnx } from '../../models/graph/onnx/model-to-onnx';
import { defaultOnnxThreads } from '../../models/node/engines/onnxruntime';
import { importOnnxruntime } from '../../models/node/engines/onnxruntime-package';
import { isOnnxEngine, openPredictor, type PredictorEngineName } from '../engines/open-predictor';
import { compare, type Comparison, type Contestant } from './compare';
import { benchFrame } from './page/picture';

/** Engines that work on the processor, the one that `auto` takes first; plain JavaScript loops take seconds a picture. */
const ENGINES: readonly PredictorEngineName[] = ['onnxruntime', 'tfjs-node', 'wasm'];

interface Opened extends Contestant {
  readonly note: string;
  readonly close: () => void;
}

/** Our predictor on every engine of Node, from the bytes of a picture to the answer, and onnxruntime by itself, turn by turn. */
export async function benchInNode(model: LoadedModel): Promise<Comparison[]> {
  const opened: Opened[] = [];
  for (const name of ENGINES) {
    try {
      opened.push(await openEngine(model, name));
      if (name === 'onnxruntime') opened.push(await openAlone(model));
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      console.log(`  ${error.message}`);
    }
  }
  try {
    const measured = await compare(opened, { rounds: 15 });
    return measured.map((comparison, index) => ({ ...comparison, note: opened[index]?.note ?? '' }));
  } finally {
    for (const { close } of opened) close();
  }
}

async function openEngine(model: LoadedModel, name: PredictorEngineName): Promise<Opened> {
  const { width, height } = model.card.input;
  const frame = benchFrame(width, height);
  const [start, before] = [performance.now(), process.memoryUsage.rss()];
  const { predictor, engine } = await openPredictor(model, name);
  const backend = isOnnxEngine(name) ? undefined : tf.getBackend();
  const run = async () => {
    if (backend !== undefined) await tf.setBackend(backend);
    await predictor.predict(frame);
  };
  await run();
  return {
    name, run, note: `first result ${Math.round(performance.now() - start)} ms, memory +${Math.max(0, Math.round((process.memoryUsage.rss() - before) / 1e6))} MB, ${engine.description}`,
    close: () => {
      if (backend !== undefined) void tf.setBackend(backend);
      predictor.close();
    },
  };
}

/** The exported model's session and nothing around it: what our predictor adds is the difference. */
async function openAlone({ card, values }: LoadedModel): Promise<Opened> {
  const { InferenceSession, Tensor } = await importOnnxruntime();
  const { width, height } = card.input;
  const session = await InferenceSession.create(await modelToOnnx(card, values), { intraOpNumThreads: defaultOnnxThreads() });
  const feeds = { [PICTURE_INPUT]: new Tensor('float32', new Float32Array(3 * width * height).fill(127), [1, 3, height, width]) };
  return {
    name: 'onnxruntime alone', note: 'the same threads',
    run: async () => { await session.run(feeds); },
    close: () => void session.release(),
  };
}
