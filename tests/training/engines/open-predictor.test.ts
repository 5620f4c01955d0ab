import { expect, it } from 'vitest';
import { loadModel } from '../../../models/artifact/load';
import { EngineError, InvalidInputError } from '../../../models/errors';
import { openPredictor, parsePredictorEngine, predictorEngineNames } from '../../../training/engines/open-predictor';
import { findModel } from '../../../training/export/model-files';

const model = await loadModel(await findModel('nanodet-plus-coco'));

it('opens a model on the first engine that runs it, with a description', async () => {
  const { predictor, engine } = await openPredictor(model, 'auto');
  expect(predictorEngineNames).toContain(engine.name);
  expect(engine.description).not.toBe('');
  await predictor.warmUp();
  predictor.close();
});

it('opens it on the engine that is named, slow or not', async () => {
  for (const name of ['wasm', 'cpu'] as const) {
    const { predictor, engine } = await openPredictor(model, name);
    expect(engine.name).toBe(name);
    predictor.close();
  }
});

it('says why an engine cannot be used', async () => {
  for (const name of ['onnxruntime-cuda', 'tfjs-node-gpu'] as const) {
    const opened = await openPredictor(model, name).catch((error: unknown) => error);
    if (opened instanceof Error) {
      expect(opened).toBeInstanceOf(EngineError);
      expect(opened.message).toMatch(new RegExp(`^The engine ${name} cannot be used: `));
    }
  }
});

it('reads names and lists them when one is wrong', () => {
  expect(parsePredictorEngine('auto')).toBe('auto');
  expect(parsePredictorEngine('onnxruntime')).toBe('onnxruntime');
  expect(() => parsePredictorEngine('abacus')).toThrow(InvalidInputError);
  expect(() => parsePredictorEngine('abacus')).toThrow(/onnxruntime-cuda, onnxruntime, tfjs-node, dawn, wasm, cpu/);
});
