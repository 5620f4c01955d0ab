import { beforeAll, describe, expect, it } from 'vitest';
import { atSize } from '../../../models/artifact/input-size';
import { loadModel, toWeights, type LoadedModel } from '../../../models/artifact/load';
import { EngineError, InvalidInputError } from '../../../models/errors';
import { registerKernels } from '../../../models/kernels/register';
import { onnxPredictor, type OnnxRuntime } from '../../../models/engine/onnx-predictor';
import { Predictor } from '../../../models/predictor';
import { sharpFrame } from '../../../models/node/pictures/sharp-frame';
import { startWasm } from '../../../training/engines/wasm-engine';
import { findModel, shippedModels } from '../../../training/export/model-files';
import { ort } from '../graph/onnx/onnxruntime';
import { expectSame } from './expect-same';
import { expectSameTogether } from './together';

const shipped = await shippedModels();
const oneThread = { intraOpNumThreads: 1 };

describe.skipIf(ort === undefined)('onnxPredictor (skipped where onnxruntime-node is not installed)', () => {
  const runtime = (): OnnxRuntime => {
    if (ort === undefined) throw new Error('onnxruntime-node is not installed');
    return ort;
  };
  beforeAll(async () => {
    await startWasm();
    registerKernels('wasm');
  });

  const loaded = async (name: string): Promise<LoadedModel> => loadModel(await findModel(name));

  it.each(shipped)('sees with %s what the predictor on tfjs sees', async (name) => {
    const model = await loaded(name);
    const predictors = [new Predictor(model.card, toWeights(model.values)), await onnxPredictor(runtime(), model, oneThread)];
    for (const picture of ['people', 'bottles']) {
      const frame = await sharpFrame(`tests/fixtures/pictures/${picture}.webp`);
      const [expected, actual] = await Promise.all(predictors.map(async (predictor) => (await predictor.predict(frame, { scoreThreshold: 0.05 })).prediction));
      expectSame(actual, expected);
    }
    for (const predictor of predictors) predictor.close();
  });

  it.each(shipped)('sees with %s in pictures that it is shown together what it sees in each alone', async (name) => {
    const predictor = await onnxPredictor(runtime(), await loaded(name), { ...oneThread, together: 2 });
    await expectSameTogether(predictor);
    predictor.close();
  });

  it('takes another size of the input, warms up and times its parts', async () => {
    const { card, values } = await loaded('nanodet-plus-coco');
    const predictor = await onnxPredictor(runtime(), { card: atSize(card, 256), values }, oneThread);
    await predictor.warmUp();
    const { prediction, timings } = await predictor.predict(await sharpFrame('tests/fixtures/pictures/people.webp'));
    expect(prediction.task === 'detection' && prediction.detections.filter(({ label }) => label === 'person').length).toBe(2);
    expect(Object.values(timings).every((ms) => ms >= 0)).toBe(true);
    predictor.close();
    await expect(predictor.predict(await sharpFrame('tests/fixtures/pictures/people.webp'))).rejects.toThrow(EngineError);
  });

  it('refuses a picture of another size and a model that the runtime does not load', async () => {
    const model = await loaded('nanodet-plus-coco');
    const predictor = await onnxPredictor(runtime(), model, oneThread);
    const frame = { width: 10, height: 10, fitted: () => ({ width: 2, height: 2, channels: 3 as const, data: new Uint8Array(12) }), close: () => undefined };
    await expect(predictor.predict(frame)).rejects.toThrow(InvalidInputError);
    predictor.close();
    await expect(onnxPredictor(runtime(), model, { executionProviders: ['abacus'] })).rejects.toThrow(/onnxruntime cannot load 'nanodet-plus-coco'/);
  });
});
