import * as tf from '@tensorflow/tfjs-core';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadModel, toWeights } from '../../../../models/artifact/load';
import { modelToGraphModel } from '../../../../models/graph/graph-model/model-to-graph-model';
import { registerKernels } from '../../../../models/kernels/register';
import { letterbox } from '../../../../models/geometry/letterbox';
import { Predictor } from '../../../../models/runtime/predictor';
import { sharpFrame } from '../../../../training/data/sharp-frame';
import { startWasm } from '../../../../training/engines/wasm-engine';
import { findModel } from '../../../../training/export/model-files';
import { shippedNames } from '../shipped';

beforeAll(async () => {
  await startWasm();
  registerKernels('wasm');
});

const modelJson = z.object({
  modelTopology: z.looseObject({}),
  signature: z.looseObject({}),
  weightsManifest: z.array(z.object({ paths: z.array(z.string()), weights: z.array(z.looseObject({ name: z.string(), shape: z.array(z.number()), dtype: z.enum(['float32', 'int32', 'bool']) })) })),
});

/** The files as tfjs reads them from a server. */
function handlerOf(files: ReadonlyMap<string, Uint8Array>): tf.io.IOHandler {
  const { modelTopology, signature, weightsManifest } = modelJson.parse(JSON.parse(new TextDecoder().decode(files.get('model.json'))));
  const shards = weightsManifest.flatMap(({ paths }) => paths).map((path) => files.get(path) ?? new Uint8Array());
  const weightData = new Uint8Array(Buffer.concat(shards)).buffer;
  return { load: () => Promise.resolve({ modelTopology, signature, weightSpecs: weightsManifest.flatMap(({ weights }) => weights), weightData }) };
}

describe('modelToGraphModel', () => {
  it.each(shippedNames)('%s loads with loadGraphModel and sees what the predictor sees', async (name) => {
    const { card, values } = await loadModel(await findModel(name));
    const model = await loadGraphModel(handlerOf(modelToGraphModel(card, values)));
    const predictor = new Predictor(card, toWeights(values));
    const frame = await sharpFrame('tests/fixtures/pictures/people.webp');
    const placed = letterbox(frame, card.input);
    const { data, channels } = await frame.letterboxed(placed, card.input.mean);
    expect(channels).toBe(3);
    const picture = tf.tensor4d(Float32Array.from(data), [1, card.input.height, card.input.width, 3]);
    const { prediction } = await predictor.predict(frame, { scoreThreshold: card.task === 'detection' ? 0.1 : 0 });
    if (prediction.task === 'classification') {
      const probabilities = await (model.predict(picture) as tf.Tensor).data();
      const best = prediction.classes[0];
      expect(probabilities[card.categories.findIndex(({ id }) => id === best?.categoryId)]).toBeCloseTo(best?.score ?? NaN, 4);
      return;
    }
    if (prediction.task !== 'detection') throw new Error(`There is no check for ${card.task} yet.`);
    const [boxes, scores, labels] = await Promise.all((await model.executeAsync(picture, ['boxes', 'scores', 'labels']) as tf.Tensor[]).map((tensor) => tensor.data()));
    expect(prediction.detections.length).toBeGreaterThan(0);
    prediction.detections.forEach(({ score, label, box }, index) => {
      expect(scores?.[index]).toBeCloseTo(score, 4);
      expect(card.categories[labels?.[index] ?? -1]?.name).toBe(label);
      const [x1 = NaN, , x2 = NaN] = boxes?.subarray(4 * index, 4 * index + 4) ?? [];
      const left = Math.max(0, (x1 - placed.padX) / placed.scaleX);
      expect(box.x).toBeCloseTo(left, 1);
      expect(box.x + box.width).toBeCloseTo(Math.min(frame.width, (x2 - placed.padX) / placed.scaleX), 1);
    });
    predictor.close();
  });

  it('stores in half precision what is exact in it', async () => {
    const { card, values } = await loadModel(await findModel('nanodet-plus-coco'));
    const files = modelToGraphModel(card, values);
    const bytes = [...files].filter(([file]) => file.endsWith('.bin')).reduce((sum, [, { length }]) => sum + length, 0);
    expect(bytes).toBeLessThan(1.1 * card.weights.sizeBytes);
  });
});
