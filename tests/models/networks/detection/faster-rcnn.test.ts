import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../../../models/artifact/load';
import { fasterRcnn, fasterRcnnOptions } from '../../../../models/networks/detection/faster-rcnn';
import { foldBatchNorm } from '../../../../models/layers/fold';
import { TrainableParameters } from '../../../../models/layers/trainable-parameters';
import { Random } from '../../../../models/tensor/random';
import { startWasm } from '../../../../training/engines/wasm-engine';
import { findModel } from '../../../../training/export/model-files';

describe('Faster R-CNN', () => {
  beforeAll(startWasm);

  it.each([
    { backbone: 'shufflenet-v2-1.5x', parent: 'nanodet-plus-coco' },
    { backbone: 'mobilenet-v2', parent: 'mobilenet-v2-imagenet' },
  ])('stands on $backbone with the weights of $parent, and answers with rows of fixed number', async ({ backbone, parent }) => {
    const initial = foldBatchNorm((await loadModel(await findModel(parent))).values);
    const parameters = new TrainableParameters({ random: new Random(1), initial });
    const { detect } = fasterRcnn(fasterRcnnOptions.parse({ classes: 4, units: 8, backbone }));
    const input = tf.randomNormal<tf.Rank.R4>([1, 64, 96, 3], 0, 1, 'float32', 1);
    const run = () => tf.tidy(() => detect(input, parameters.scope(false)));
    run().dispose();
    const before = tf.memory().numTensors;
    const rows = run();
    expect(rows.shape).toEqual([100, 6]);
    const values = await rows.data();
    rows.dispose();
    expect(tf.memory().numTensors).toBe(before);
    for (let row = 0; row < 100; row++) {
      const [y1 = NaN, x1 = NaN, y2 = NaN, x2 = NaN, score = NaN, category = NaN] = values.subarray(row * 6, row * 6 + 6);
      expect(y2 >= y1 && x2 >= x1 && score >= 0 && score <= 1 && category >= 0 && category < 4, `row ${row}`).toBe(true);
    }
    // Backbone parameters come from the parent, not from an initializer: all of the ones that it has and the network asks for.
    const used = [...parameters.all().keys()].filter((name) => initial.has(name));
    expect(used.length).toBeGreaterThan(100);
    parameters.dispose();
    input.dispose();
  });

  it('knows no other backbone', () => expect(fasterRcnnOptions.safeParse({ classes: 4, backbone: 'vgg' }).success).toBe(false));
});
