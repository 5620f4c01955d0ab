import * as tf from '@tensorflow/tfjs-core';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Card } from '../../../../models/artifact/card';
import { loadModel, toWeights } from '../../../../models/artifact/load';
import { describeExport } from '../../../../models/graph/describe-export';
import { GraphModelBuilder, typeOf } from '../../../../models/graph/graph-model/builder';
import { addNodes, modelToGraphModel } from '../../../../models/graph/graph-model/model-to-graph-model';
import { trace } from '../../../../models/graph/trace';
import { registerKernels } from '../../../../models/kernels/register';
import { placeFrame } from '../../../../models/frames/frame-placement';
import { pose } from '../../../../models/tasks/pose';
import { segmentation } from '../../../../models/tasks/segmentation';
import { style } from '../../../../models/tasks/style';
import { expectSame } from '../../engine/expect-same';
import { tintingStylizer } from '../../networks/style/tinting-stylizer';
import { Predictor } from '../../../../models/predictor';
import { sharpFrame } from '../../../../models/node/pictures/sharp-frame';
import { startWasm } from '../../../../training/engines/wasm-engine';
import { findModel } from '../../../../training/export/model-files';
import { expectClose } from '../closeness';
import { noise, shippedNames } from '../shipped';

const TINTING = tintingStylizer().card.name;

beforeAll(async () => {
  await startWasm();
  registerKernels('wasm');
});

const modelJson = z.object({
  modelTopology: z.looseObject({}),
  signature: z.looseObject({}),
  userDefinedMetadata: z.record(z.string(), z.json().transform((value) => value ?? {})),
  weightsManifest: z.array(z.object({ paths: z.array(z.string()), weights: z.array(z.looseObject({ name: z.string(), shape: z.array(z.number()), dtype: z.enum(['float32', 'int32', 'bool']) })) })),
});

describe('what a graph model computes', () => {
  it.each<[string, (x: tf.Tensor4D) => tf.Tensor]>([
    ['steps', (x) => tf.step(x, -0.25)],
    ['remainders', (x) => tf.mod(tf.add(x, 0.1), tf.scalar(-0.7))],
    ['what is turned round', (x) => tf.reverse(x, [1, -1])],
    ['what is turned round along every axis', (x) => tf.reverse(x)],
    ['what all or any are', (x) => tf.cast(tf.concat([tf.all(tf.greater(x, -1), [1, 2]), tf.any(tf.greater(x, 2), [1, 2])], 0), 'float32')],
    ['what is known beforehand', (x) => tf.add(x, tf.add(tf.range(1, 4), tf.fill([3], 2)))],
  ])('is what tfjs computes for %s', async (_, network) => {
    const input = noise(4, 2);
    const builder = new GraphModelBuilder();
    const { inputs: [picture], nodes, outputs: [output] } = trace(network, [1, 4, 4, 3], new Map());
    if (picture === undefined || output === undefined) throw new Error('The network has no input or no output.');
    builder.set(picture, builder.add('Placeholder', [], { dtype: typeOf('float32') }, 'input'));
    addNodes(nodes, builder);
    builder.add('Identity', [builder.tensorOf(output)], {}, 'output');
    const weightData = new Uint8Array(Buffer.concat(builder.data)).buffer;
    const model = await loadGraphModel({ load: () => Promise.resolve({ modelTopology: { node: builder.nodes, library: {}, versions: {} }, weightSpecs: builder.entries.map((entry) => ({ ...entry, shape: [...entry.shape] })), weightData }) });
    const expected = network(input);
    const actual = model.execute(input, 'output') as tf.Tensor;
    expect(actual.shape).toEqual(expected.shape);
    expectClose(await actual.data(), await expected.data<'float32'>());
  });
});

it('a kernel without a rule is refused, with the way out', () => {
  const value = { shape: [1], dtype: 'float32' } as const;
  const node = { kernel: 'MaskOfTomorrow', inputs: {}, outputs: [value], attributes: {}, place: '' };
  expect(() => addNodes([node], new GraphModelBuilder())).toThrow(/kernels of detectors and classifiers alone; this network uses MaskOfTomorrow, too\. Export it as ONNX/);
});

/** The files as tfjs reads them from a server. */
function handlerOf(files: ReadonlyMap<string, Uint8Array>): tf.io.IOHandler {
  const { weightsManifest, ...artifacts } = modelJson.parse(JSON.parse(new TextDecoder().decode(files.get('model.json'))));
  const shards = weightsManifest.flatMap(({ paths }) => paths).map((path) => files.get(path) ?? new Uint8Array());
  const weightData = new Uint8Array(Buffer.concat(shards)).buffer;
  return { load: () => Promise.resolve({ ...artifacts, weightSpecs: weightsManifest.flatMap(({ weights }) => weights), weightData }) };
}

describe('modelToGraphModel', () => {
  it.each([...shippedNames, TINTING])('%s loads with loadGraphModel and sees what the predictor sees', async (name) => {
    const { card: own, values } = name === TINTING ? tintingStylizer() : await loadModel(await findModel(name));
    // A file takes pictures of one size.
    const card: Card = { ...own, input: { ...own.input, fit: own.input.fit === 'free' ? 'stretch' : own.input.fit } };
    const model = await loadGraphModel(handlerOf(await modelToGraphModel(card, values)));
    const predictor = new Predictor(card, toWeights(values));
    const frame = await sharpFrame('tests/fixtures/pictures/people.webp');
    const placed = placeFrame(frame, card.input);
    const { data, channels } = await frame.fitted(placed, card.input.mean);
    expect(channels).toBe(3);
    const picture = tf.tensor4d(Float32Array.from(data), [1, card.input.height, card.input.width, 3]);
    const { prediction } = await predictor.predict(frame, { scoreThreshold: card.task === 'classification' ? 0 : 0.1 });
    if (prediction.task === 'classification') {
      const probabilities = await (model.predict(picture) as tf.Tensor).data();
      const best = prediction.classes[0];
      expect(probabilities[card.categories.findIndex(({ id }) => id === best?.categoryId)]).toBeCloseTo(best?.score ?? NaN, 4);
      return;
    }
    if (prediction.task === 'style') {
      const styles = tf.tensor2d([...style.condition?.of({}, card) ?? []], [1, card.categories.length]);
      const pictures = await (model.predict({ image: picture, styles }) as tf.Tensor).data<'float32'>();
      expectSame(style.decode({ pictures }, placed, card), prediction);
      return;
    }
    if (prediction.task === 'pose') {
      const heatmaps = await (model.predict(picture) as tf.Tensor).data<'float32'>();
      expect(prediction.persons).toHaveLength(1);
      expect(pose.decode({ heatmaps }, placed, card, { scoreThreshold: 0 }).persons[0]?.keypoints.map(({ score }) => score)).toEqual(prediction.persons[0]?.keypoints.map(({ score }) => expect.closeTo(score, 4) as number));
      return;
    }
    if (prediction.task === 'segmentation') {
      const classmaps = await (model.predict(picture) as tf.Tensor).data<'float32'>();
      const loaded = segmentation.decode({ classmaps }, placed, card, { scoreThreshold: 0 });
      expect(loaded.regions.map(({ label }) => label)).toEqual(['person']);
      expectSame(loaded, prediction);
      return;
    }
    if (!('detections' in prediction)) throw new Error('Its answers are compared by no rule.');
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
    if (prediction.task === 'instances') {
      const masks = await (await model.executeAsync(picture, 'masks') as tf.Tensor).data();
      prediction.detections.forEach(({ mask: { values } }, index) => {
        // A mask that is cut with its box at the border of the picture has other cells.
        const y1 = boxes?.[4 * index + 1] ?? NaN;
        const y2 = boxes?.[4 * index + 3] ?? NaN;
        if (y1 < placed.padY || y2 > placed.padY + placed.height) return;
        values.forEach((value, cell) => expect(Math.abs(value / 255 - (masks[index * values.length + cell] ?? NaN))).toBeLessThan(0.01));
      });
    }
    predictor.close();
  });

  it('says in the file what it takes, what it gives and whose it is', async () => {
    const { card, values } = await loadModel(await findModel('gfl-shufflenet-v2-pan'));
    const model = await loadGraphModel(handlerOf(await modelToGraphModel(card, values)));
    expect(model.metadata).toEqual(describeExport(card, 'graph-model'));
    expect(model.inputs.map(({ name, shape }) => [name, shape])).toEqual([['image', [1, 320, 320, 3]]]);
    expect(model.outputs.map(({ name }) => name)).toEqual(['boxes', 'scores', 'labels']);
  });

  it('stores in half precision what is exact in it', async () => {
    const { card, values } = await loadModel(await findModel('nanodet-plus-coco'));
    const files = await modelToGraphModel(card, values);
    const bytes = [...files].filter(([file]) => file.endsWith('.bin')).reduce((sum, [, { length }]) => sum + length, 0);
    expect(bytes).toBeLessThan(1.1 * card.weights.sizeBytes);
  });
});
