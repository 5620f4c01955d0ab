import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../../../models/artifact/load';
import { fasterRcnn, fasterRcnnOptions } from '../../../../models/networks/detection/faster-rcnn';
import { TrainableParameters } from '../../../../models/layers/trainable-parameters';
import { Random } from '../../../../models/tensor/random';
import { prepareTwoStage, twoStageLosses } from '../../../../training/tasks/detection/two-stage-step';
import type { Truth } from '../../../../training/tasks/detection/targets/region-targets';
import { FlatParameters } from '../../../../models/learning/flat-parameters';
import { Optimizer } from '../../../../models/learning/optimizer';
import { tensorsIn } from '../../../../models/learning/tensors-in';
import { startWasm } from '../../../../training/engines/wasm-engine';
import { findModel } from '../../../../training/export/model-files';

const CLASSES = 3;
const SIZE = 64;
const network = fasterRcnn(fasterRcnnOptions.parse({ classes: CLASSES, units: 16 }));
const options = { classes: CLASSES, proposals: 20, boxSampling: { count: 16, positiveFraction: 0.5 }, trainTrunk: false };

/** A bright square on a dark ground, and where it is. */
function scene(): { image: tf.Tensor4D; truth: Truth } {
  const values = new Float32Array(SIZE * SIZE * 3).fill(-1);
  for (let y = 16; y < 48; y++) for (let x = 20; x < 52; x++) values.fill(2, (y * SIZE + x) * 3, (y * SIZE + x) * 3 + 3);
  return {
    image: tf.tensor4d(values, [1, SIZE, SIZE, 3]),
    truth: { boxes: Float32Array.of(16, 20, 48, 52), labels: Int32Array.of(1), ignoreBoxes: new Float32Array(), unlabelled: new Uint8Array(CLASSES) },
  };
}

describe('a step of Faster R-CNN', () => {
  let initial: Awaited<ReturnType<typeof loadModel>>['values'];
  beforeAll(async () => {
    await startWasm();
    ({ values: initial } = await loadModel(await findModel('nanodet-plus-coco')));
  });

  it('learns one picture by heart with its trunk frozen, and then detects what is in it', async () => {
    const random = new Random(5);
    const isHead = (name: string) => /^(rpn|box_head)\//.test(name);
    const parameters = new TrainableParameters({ random, initial, trainable: isHead });
    const { image, truth } = scene();
    const prepare = (step: number) => prepareTwoStage(network, parameters, image, [truth], options, random.fork(step));
    const first = await prepare(0);
    tf.tidy(() => void twoStageLosses(network, parameters, first, options));
    tf.dispose(tensorsIn(first));
    const flat = new FlatParameters(parameters.all());
    const optimizer = new Optimizer(flat, { kind: 'adamw', weightDecay: 0 });
    const losses: number[] = [];
    const tensors: number[] = [];
    for (let step = 0; step < 60; step++) {
      const batch = await prepare(step);
      const { value, grads } = tf.variableGrads(() => tf.addN(Object.values(twoStageLosses(network, parameters, batch, options))), [...flat.variables]);
      const gradient = flat.join(flat.variables.map(({ name }) => grads[name]));
      tf.dispose([optimizer.apply(gradient, step, 3e-3), gradient]);
      losses.push(...await value.data());
      tf.dispose([value, grads, tensorsIn(batch)]);
      tensors.push(tf.memory().numTensors);
    }
    expect(tensors.at(-1)).toBe(tensors[0]);
    // Four classes in the first guess: ln 4 for the class, ln 2 and less for the proposals.
    expect(losses[0]).toBeGreaterThan(1);
    expect(losses.at(-1)).toBeLessThan(0.3);

    const rows = await tf.tidy(() => network.detect(image, parameters.scope(false))).data();
    const [y1 = NaN, x1 = NaN, y2 = NaN, x2 = NaN, score = NaN, label] = rows;
    expect(label).toBe(1);
    expect(score).toBeGreaterThan(0.5);
    [y1 - 16, x1 - 20, y2 - 48, x2 - 52].forEach((error) => expect(Math.abs(error)).toBeLessThan(8));
    optimizer.dispose();
    parameters.dispose();
    image.dispose();
  });

  it('gives every part of the network a gradient once the trunk learns too', async () => {
    const random = new Random(6);
    const parameters = new TrainableParameters({ random, initial });
    const { image, truth } = scene();
    const released = { ...options, trainTrunk: true };
    const batch = await prepareTwoStage(network, parameters, tf.clone(image), [truth], released, random);
    const loss = () => tf.addN<tf.Scalar>(Object.values(twoStageLosses(network, parameters, batch, released)));
    tf.tidy(() => void loss());
    const { grads } = tf.variableGrads(loss, parameters.trainable());
    for (const variable of parameters.trainable()) {
      const gradient = await grads[variable.name]?.data();
      expect(gradient?.every((value) => Number.isFinite(value)), variable.name).toBe(true);
    }
    expect(parameters.all().size).toBeGreaterThan(150);
    const stem = parameters.all().get('stem/kernel');
    expect(Math.max(...(await grads[stem?.name ?? '']?.data() ?? []).map(Math.abs))).toBeGreaterThan(0);
    tf.dispose([grads, tensorsIn(batch)]);
    parameters.dispose();
  });
});
