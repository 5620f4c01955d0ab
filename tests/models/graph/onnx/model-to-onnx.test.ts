import protobuf from 'protobufjs/minimal.js';
import { expect, it } from 'vitest';
import { loadModel } from '../../../../models/artifact/load';
import { describeExport } from '../../../../models/graph/describe-export';
import { exportedGraph } from '../../../../models/graph/exported-graph';
import { encodeModel } from '../../../../models/graph/onnx/model';
import { onnxModel } from '../../../../models/graph/onnx/model-to-onnx';
import packageJson from '../../../../package.json' with { type: 'json' };
import { findModel } from '../../../../training/export/model-files';
import { shippedNames } from '../shipped';

it.each(shippedNames)('says in the file what %s takes, what it gives and whose it is, and computes nothing that is known', async (name) => {
  const { card, values } = await loadModel(await findModel(name));
  const model = onnxModel(card, await exportedGraph(card, values));
  const { producerVersion, metadata } = readBack(encodeModel(model));
  expect(producerVersion).toBe(packageJson.version);
  const description = describeExport(card, 'onnx');
  expect(metadata).toEqual(Object.fromEntries(Object.entries(description).map(([key, value]: [string, unknown]) => [key, typeof value === 'string' ? value : JSON.stringify(value)])));
  expect(description).toMatchObject({ licence: card.licence, scoreThreshold: card.scoreThreshold, weights: card.weights.sha256 });
  expect(description.iouThreshold).toBe({ 'faster-rcnn': 0.5, 'mask-rcnn-2go': 0.3, 'nano-det': 0.6, 'nano-det-masks': 0.6 }[card.network.name]);
  expect(model.inputs.map(({ name: input, dims }) => [input, dims])).toEqual([['image', [1, 3, card.input.height, card.input.width]], ...(card.network.name === 'stylizer' ? [['styles', [1, card.categories.length]]] : [])]);
  expect(model.outputs.map(({ name: output }) => output)).toEqual({ classification: ['probabilities'], detection: ['boxes', 'scores', 'labels'], instances: ['boxes', 'scores', 'labels', 'masks'], pose: ['heatmaps'], segmentation: ['classmaps'], style: ['pictures'] }[card.task]);

  const known = new Set(['', ...model.initializers.map((tensor) => tensor.name)]);
  expect(model.nodes.filter(({ inputs }) => inputs.every((input) => known.has(input)))).toEqual([]);
});

/** Fields 3 and 14 of an ONNX model: producer_version, metadata_props. */
function readBack(bytes: Uint8Array): { readonly producerVersion: string; readonly metadata: Record<string, string> } {
  const reader = protobuf.Reader.create(bytes);
  const metadata: Record<string, string> = {};
  let producerVersion = '';
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag >>> 3 === 3) producerVersion = reader.string();
    else if (tag >>> 3 === 14) {
      reader.uint32(); // the entry's length
      reader.uint32();
      const key = reader.string();
      reader.uint32();
      metadata[key] = reader.string();
    } else reader.skipType(tag & 7);
  }
  return { producerVersion, metadata };
}
