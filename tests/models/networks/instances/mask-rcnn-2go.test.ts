import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { loadModel, toWeights } from '../../../../models/artifact/load';
import { maskRcnn2Go, maskRcnn2GoOptions } from '../../../../models/networks/instances/mask-rcnn-2go';
import { weightScope } from '../../../../models/layers/weight-scope';
import { findModel } from '../../../../training/export/model-files';
import { describeEachEngine } from '../../kernels/engines';

interface Output {
  readonly shape: readonly number[];
  readonly mean: number;
  readonly std: number;
  readonly at: readonly number[];
  readonly values: readonly number[];
}

const check = JSON.parse(readFileSync('tests/fixtures/models/mask-rcnn-2go-check.json', 'utf8')) as {
  readonly size: readonly [number, number];
  readonly objectness: Output;
  readonly deltas: Output;
  readonly features: Output;
  readonly masks: Output;
  readonly regions: readonly (readonly number[])[];
  readonly boxes: readonly (readonly number[])[];
  readonly scores: readonly number[];
  readonly classes: readonly number[];
};

/** Of the spread. The values were written with five digits. */
const TOLERANCE = 1e-3;

const { card, values } = await loadModel(await findModel('mask-rcnn-2go-coco'));

/** The published input as red, green, blue. */
function checkInput([height, width]: readonly [number, number]): tf.Tensor4D {
  const pixels = Float32Array.from({ length: height * width * 3 }, (_, i) => 127.5 + 100 * Math.sin(0.001 * (i - (i % 3) + 2 - (i % 3))));
  return tf.tensor4d(pixels, [1, height, width, 3]);
}

function expectOutput(actual: Float32Array, { shape, mean, std, at, values: expected }: Output): void {
  expect(actual.length).toBe(shape.reduce((product, size) => product * size, 1));
  const average = actual.reduce((sum, value) => sum + value, 0) / actual.length;
  const deviation = Math.sqrt(actual.reduce((sum, value) => sum + (value - average) ** 2, 0) / actual.length);
  expect(Math.abs(average - mean) / std).toBeLessThan(TOLERANCE);
  expect(Math.abs(deviation - std) / std).toBeLessThan(TOLERANCE);
  at.forEach((index, i) => expect(Math.abs((actual[index] ?? NaN) - (expected[i] ?? NaN)) / std).toBeLessThan(TOLERANCE));
}

await describeEachEngine('mask-rcnn-2go with the shipped weights', () => {
  it('gives the published network’s features, regions, boxes and masks, and leaves no tensor', async () => {
    const weights = toWeights(values);
    const before = tf.memory().numTensors;
    const network = maskRcnn2Go(maskRcnn2GoOptions.parse({ ...card.network.options, scoreThreshold: 0.002 }));
    const found = tf.tidy(() => {
      const scope = weightScope(weights);
      const input = checkInput(check.size);
      const features = network.trunk(input, scope);
      const { objectness, deltas } = network.propose(features, scope);
      const [region] = network.regionsOf(features, check.size, scope);
      if (region === undefined) throw new Error('no regions');
      // Offsets were published as x, y, width, height.
      const published = tf.gather(deltas, tf.tensor1d([1, 0, 3, 2], 'int32'), 2);
      return { features, objectness: tf.sigmoid(objectness), deltas: published, regions: region.boxes, ...network.segment(input, scope) };
    });
    const numbers = Object.fromEntries(await Promise.all(Object.entries(found).map(async ([name, tensor]) => [name, await tensor.data<'float32'>()] as const)));
    const numbersOf = (name: string) => numbers[name] ?? new Float32Array();
    for (const name of ['features', 'objectness', 'deltas'] as const) expectOutput(numbersOf(name), check[name]);

    const closed = (rows: Float32Array, size: number, row: number) => {
      const [y1 = NaN, x1 = NaN, y2 = NaN, x2 = NaN] = rows.subarray(row * size);
      return [x1, y1, x2 - 1, y2 - 1];
    };
    check.regions.forEach((corners, row) => closed(numbersOf('regions'), 4, row).forEach((value, i) => expect(Math.abs(value - (corners[i] ?? NaN))).toBeLessThan(0.05)));
    const rows = numbersOf('detections');
    check.boxes.forEach((corners, row) => {
      closed(rows, 6, row).forEach((value, i) => expect(Math.abs(value - (corners[i] ?? NaN))).toBeLessThan(0.1));
      expect(Math.abs((rows[6 * row + 4] ?? NaN) - (check.scores[row] ?? NaN))).toBeLessThan(5e-5);
      expect(rows[6 * row + 5]).toBe((check.classes[row] ?? NaN) - 1);
    });
    // What is missing has no score.
    expect(rows[6 * check.boxes.length + 4]).toBe(0);
    expectOutput(numbersOf('masks').subarray(0, check.boxes.length * 24 * 24), check.masks);

    tf.dispose(found);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([...weights.values()]);
  });
}, ['wasm', 'tensorflow']);
