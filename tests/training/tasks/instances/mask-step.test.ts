import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { TrainableParameters } from '../../../../models/layers/trainable-parameters';
import { FlatParameters } from '../../../../models/learning/flat-parameters';
import { Optimizer } from '../../../../models/learning/optimizer';
import { tensorsIn } from '../../../../models/learning/tensors-in';
import { nanoDetMasks, nanoDetMasksOptions } from '../../../../models/networks/instances/nano-det-masks';
import { Random } from '../../../../models/tensor/random';
import { startWasm } from '../../../../training/engines/wasm-engine';
import { maskLosses, prepareMasks, type PreparedMasks } from '../../../../training/tasks/instances/mask-step';

const SIDE = 28;
const SHAPES = [[SIDE, SIDE, 24], [SIDE / 2, SIDE / 2, 128], [SIDE / 4, SIDE / 4, 128]] as const;
const { branch } = nanoDetMasks(nanoDetMasksOptions.parse({ classes: 2, channels: 16, edgeChannels: 8 }));

/** Discs of several sizes, which the features show as noise of another mean. */
function discs(): PreparedMasks {
  const random = new Random(3);
  const radii = [5, 8, 10, 13];
  const inside = (radius: number, x: number, y: number) => (x - SIDE / 2 + 0.5) ** 2 + (y - SIDE / 2 + 0.5) ** 2 < radius ** 2;
  const targets = Float32Array.from({ length: radii.length * SIDE * SIDE }, (_, at) => Number(inside(radii[Math.floor(at / SIDE / SIDE)] ?? 0, at % SIDE, Math.floor(at / SIDE) % SIDE)));
  const regions = SHAPES.map(([height, width, channels]) => Float32Array.from({ length: radii.length * height * width * channels }, (_, at) => {
    const cell = Math.floor(at / channels);
    const scale = SIDE / width;
    const shown = inside(radii[Math.floor(cell / width / height)] ?? 0, (cell % width) * scale, (Math.floor(cell / width) % height) * scale);
    return 0.1 * random.normal() + (shown ? 0.2 : 0);
  }));
  return prepareMasks({ regions, targets, categories: Int32Array.of(0, 1, 0, 1) }, SHAPES, SIDE);
}

describe('a step of the mask head', () => {
  beforeAll(() => startWasm());

  it('begins near the logarithm of two and learns one batch by heart', async () => {
    const batch = discs();
    const parameters = new TrainableParameters({ random: new Random(5) });
    tf.tidy(() => void maskLosses(branch, parameters, batch));
    const flat = new FlatParameters(parameters.all());
    const optimizer = new Optimizer(flat, { kind: 'adamw', weightDecay: 0 });
    const losses: number[] = [];
    const tensors: number[] = [];
    for (let step = 0; step < 40; step++) {
      const { value, grads } = tf.variableGrads(() => maskLosses(branch, parameters, batch).mask, [...flat.variables]);
      const gradient = flat.join(flat.variables.map(({ name }) => grads[name]));
      tf.dispose([grads, optimizer.apply(gradient, step, 5e-3), gradient]);
      losses.push((await value.data())[0] ?? NaN);
      value.dispose();
      tensors.push(tf.memory().numTensors);
    }
    expect(Math.abs((losses[0] ?? NaN) - Math.LN2)).toBeLessThan(0.1);
    expect(losses.at(-1)).toBeLessThan(0.1);
    expect(tensors.at(-1)).toBe(tensors[1]);
    const agreeing = tf.tidy(() => {
      const logits = branch.head(batch.regions, batch.categories, parameters.scope(false));
      return tf.mean(tf.cast(tf.equal(tf.greater(logits, 0), tf.greater(batch.targets, 0.5)), 'float32')).dataSync()[0];
    });
    expect(agreeing).toBeGreaterThan(0.95);
    expect([...parameters.all().keys()].every((name) => branch.isHead(name))).toBe(true);
    tf.dispose(tensorsIn(batch));
    parameters.dispose();
  });

  it('has a gradient for every parameter, and for no class that the batch does not have', () => {
    const batch = discs();
    const onlyFirst = { ...batch, categories: tf.zeros<tf.Rank.R1>([4], 'int32') };
    const parameters = new TrainableParameters({ random: new Random(5) });
    tf.tidy(() => void maskLosses(branch, parameters, onlyFirst));
    const { value, grads } = tf.variableGrads(() => maskLosses(branch, parameters, onlyFirst).mask, parameters.trainable());
    const norms = new Map([...parameters.all()].map(([name, variable]) => [name, tf.tidy(() => tf.sum(tf.abs(grads[variable.name] ?? tf.scalar(0)), -1).dataSync())]));
    for (const [name, norm] of norms) expect(norm.some((sum) => sum > 0), name).toBe(true);
    const ofClasses = norms.get('mask_head/class');
    expect([ofClasses?.[0] === 0, ofClasses?.[1]]).toEqual([false, 0]);
    tf.dispose([value, grads]);
    parameters.dispose();
  });
});
