import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { loadModel, toWeights } from '../../../../models/artifact/load';
import { pictureAt } from '../../../../models/engine/picture-at';
import { countMultiplyAdds } from '../../../../models/graph/costs';
import { GraphRunner } from '../../../../models/graph/run-graph';
import { simplifyForEngine } from '../../../../models/graph/passes/optimize';
import { trace } from '../../../../models/graph/trace';
import { traceModel } from '../../../../models/graph/trace-model';
import { TrainableParameters, type NamedValues } from '../../../../models/layers/trainable-parameters';
import { weightScope, type Weights } from '../../../../models/layers/weight-scope';
import { nanoDet, nanoDetOptions } from '../../../../models/networks/detection/nano-det';
import { nanoDetMasks, nanoDetMasksOptions } from '../../../../models/networks/instances/nano-det-masks';
import { Random } from '../../../../models/tensor/random';
import { findModel } from '../../../../training/export/model-files';
import { describeEachEngine } from '../../kernels/engines';
import { noise } from '../../graph/shipped';

const SIZE = 128;
const DETECTIONS = 20;
const { card, values } = await loadModel(await findModel('gfl-shufflenet-v2-pan'));
const detector = nanoDet(nanoDetOptions.parse({}));
const network = nanoDetMasks(nanoDetMasksOptions.parse({}));

/** The detector's weights with those of a mask head that has learned nothing. */
async function withHead(): Promise<NamedValues> {
  const parameters = new TrainableParameters({ random: new Random(2), initial: values });
  tf.tidy(() => void network.segment(tf.zeros([1, 64, 64, 3]), parameters.scope(false)));
  const all = await parameters.values();
  parameters.dispose();
  return all;
}

await describeEachEngine('the one-stage detector with masks', () => {
  it('gives the detector’s own boxes, scores and classes, to the bit, as code and as it is recorded', async () => {
    const all = await withHead();
    const weights = toWeights(all);
    const input = noise(SIZE, 1);
    const own = (scope: ReturnType<typeof weightScope>) => tf.slice(detector.detect(input, scope), [0, 0], [DETECTIONS, 6]);
    const rows = await tf.tidy(() => own(weightScope(weights))).data();
    const coded = await tf.tidy(() => network.segment(input, weightScope(weights)).detections).data();
    expect(coded).toEqual(rows);
    expect(rows[4]).toBeGreaterThan(0);

    const run = async (forward: (picture: tf.Tensor4D, scope: ReturnType<typeof weightScope>) => tf.Tensor[]) => {
      const runner = new GraphRunner(simplifyForEngine(trace(forward, [1, SIZE, SIZE, 3], all)));
      const outputs = runner.run([input]);
      const numbers = await Promise.all(outputs.map((output) => output.data<'float32'>()));
      tf.dispose(outputs);
      runner.dispose();
      return numbers;
    };
    const [recorded] = await run((picture, scope) => { const { detections, masks } = network.segment(picture, scope); return [detections, masks]; });
    const [alone] = await run((picture, scope) => [detector.detect(picture, scope)]);
    expect(recorded).toEqual(alone?.subarray(0, DETECTIONS * 6));
    tf.dispose([...weights.values(), input]);
  });

  it('gives each picture of a batch what it gives it alone, masks between 0 and 1, and leaves no tensor', async () => {
    const weights: Weights = toWeights(await withHead());
    const pictures = [1, 2].map((seed) => noise(SIZE, seed));
    const before = tf.memory().numTensors;
    const segment = async (input: tf.Tensor4D) => {
      const found = tf.tidy(() => network.segment(input, weightScope(weights)));
      const numbers = { rows: await found.detections.data<'float32'>(), masks: await found.masks.data<'float32'>(), shape: found.masks.shape };
      tf.dispose([found.detections, found.masks]);
      return numbers;
    };
    const batch = tf.concat(pictures, 0);
    const together = await segment(batch);
    batch.dispose();
    expect(together.shape).toEqual([2 * DETECTIONS, 28, 28]);
    expect(together.masks.every((value) => value > 0 && value < 1)).toBe(true);
    for (const [index, picture] of pictures.entries()) {
      const alone = await segment(picture);
      pictureAt(together.rows, index, 2).forEach((value, i) => expect(Math.abs(value - (alone.rows[i] ?? NaN))).toBeLessThan(0.02));
      pictureAt(together.masks, index, 2).forEach((value, i) => expect(Math.abs(value - (alone.masks[i] ?? NaN))).toBeLessThan(0.02));
    }
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([...weights.values(), ...pictures]);
  });
}, ['wasm', 'tensorflow']);

it('costs at most 2.2 G multiply-adds at 416 pixels, with masks for 20 things', () => {
  const graph = traceModel({ network: { name: 'nano-det-masks', options: {} }, input: { ...card.input, width: 416, height: 416 } }, undefined);
  expect(countMultiplyAdds(graph)).toBeLessThan(2.2e9);
});
