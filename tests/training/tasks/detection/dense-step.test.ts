import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadModel, toWeights } from '../../../../models/artifact/load';
import { nanoDet } from '../../../../models/networks/detection/nano-det';
import { TrainableParameters, type NamedValues } from '../../../../models/layers/trainable-parameters';
import { weightScope } from '../../../../models/layers/weight-scope';
import { Random } from '../../../../models/tensor/random';
import type { DetectionSample } from '../../../../training/data/batches/sample';
import { denseLosses, type DenseOptions, isTrained, prepareDense, TRAINED_PARTS, type Teacher, type TrainedPart } from '../../../../training/tasks/detection/dense-step';
import { fitClasses, NANO_DET_CLASSES } from '../../../../training/tasks/classes/class-weights';
import { COCO_CATEGORIES } from '../../../../training/data/sources/categories';
import { startWasm } from '../../../../training/engines/wasm-engine';
import { findModel } from '../../../../training/export/model-files';
import { FlatParameters } from '../../../../models/learning/flat-parameters';
import { Optimizer } from '../../../../models/learning/optimizer';
import { tensorsIn } from '../../../../models/learning/tensors-in';

const CLASSES = 80;
const SIZE = 64;
const CUP = 41;
const network = nanoDet({ classes: CLASSES });
const optionsOf = (changes: Partial<DenseOptions> = {}): DenseOptions => ({ classes: CLASSES, part: 'head', distillation: 0, unlabelled: 0, doubt: 1, ...changes });

/** A bright square on a dark ground with some noise, and where it is; it passes for a cup. */
function scene(changes: Partial<DetectionSample> = {}): { image: () => tf.Tensor4D; sample: DetectionSample } {
  const values = new Float32Array(SIZE * SIZE * 3).fill(-1);
  for (let y = 16; y < 48; y++) for (let x = 20; x < 52; x++) values.fill(2, (y * SIZE + x) * 3, (y * SIZE + x) * 3 + 3);
  const noise = new Random(7);
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) + 0.3 * noise.normal();
  return {
    image: () => tf.tensor4d(values, [1, SIZE, SIZE, 3]),
    sample: {
      imageId: 1, boxes: Float32Array.of(16, 20, 48, 52), labels: Int32Array.of(CUP), ignoreBoxes: new Float32Array(), ignoreLabels: new Int32Array(), unlabelled: new Uint8Array(CLASSES), ...changes,
    },
  };
}

describe('a step of the one-stage detector', () => {
  let published: NamedValues;
  let teacher: Teacher;
  beforeAll(async () => {
    await startWasm();
    ({ values: published } = await loadModel(await findModel('nanodet-plus-coco')));
    teacher = { scope: weightScope(toWeights(published)), knows: new Array<1>(CLASSES).fill(1) };
  });

  const learner = (part: TrainedPart) => new TrainableParameters({ random: new Random(5), initial: published, trainable: (name) => isTrained(name, part) });

  it('learns one picture by heart, and then detects what is in it', async () => {
    const parameters = learner('head');
    const options = optionsOf();
    const { image, sample } = scene();
    const batch = await prepareDense(network, parameters, teacher, image(), [sample], options);
    tf.tidy(() => void denseLosses(network, parameters, batch, options));
    const flat = new FlatParameters(parameters.all());
    const optimizer = new Optimizer(flat, { kind: 'adamw', weightDecay: 0 });
    const losses: number[] = [];
    const tensors: number[] = [];
    for (let step = 0; step < 25; step++) {
      const { value, grads } = tf.variableGrads(() => tf.addN(Object.values(denseLosses(network, parameters, batch, options))), [...flat.variables]);
      const gradient = flat.join(flat.variables.map(({ name }) => grads[name]));
      tf.dispose([optimizer.apply(gradient, step, 2e-3), gradient]);
      losses.push(...await value.data());
      tf.dispose([value, grads]);
      tensors.push(tf.memory().numTensors);
    }
    expect(tensors.at(-1)).toBe(tensors[0]);
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? NaN) / 3);

    const picture = image();
    const [y1 = NaN, x1 = NaN, y2 = NaN, x2 = NaN, score, label] = await tf.tidy(() => network.detect(picture, parameters.scope(false))).data();
    expect(label).toBe(CUP);
    expect(score).toBeGreaterThan(0.5);
    [y1 - 16, x1 - 20, y2 - 48, x2 - 52].forEach((error) => expect(Math.abs(error)).toBeLessThan(4));
    tf.dispose([picture, tensorsIn(batch)]);
    optimizer.dispose();
    parameters.dispose();
  });

  it.each(TRAINED_PARTS)('with %s learning, gives its parameters a gradient and the frozen ones none', async (part) => {
    const parameters = learner(part);
    const options = optionsOf({ part, distillation: 0.5, unlabelled: 1 });
    const { image, sample } = scene();
    const batch = await prepareDense(network, parameters, teacher, image(), [sample], options);
    const loss = () => tf.addN<tf.Scalar>(Object.values(denseLosses(network, parameters, batch, options)));
    tf.tidy(() => void loss());
    const { grads } = tf.variableGrads(loss, parameters.trainable());
    let still = 0;
    for (const [name, variable] of parameters.all()) {
      const gradient = await grads[variable.name]?.data();
      expect(gradient !== undefined, name).toBe(isTrained(name, part));
      expect(gradient?.every(Number.isFinite) ?? true, name).toBe(true);
      if (gradient?.every((value) => value === 0) === true) still++;
    }
    // A level where nothing is to be found and nothing is seen may rest.
    expect(still).toBeLessThan(parameters.trainable().length / 4);
    tf.dispose([grads, tensorsIn(batch)]);
    parameters.dispose();
  });

  it('follows the loss that finite differences see, through every layer', async () => {
    const parameters = learner('all');
    const options = optionsOf({ part: 'all' });
    const { image, sample } = scene();
    const batch = await prepareDense(network, parameters, teacher, image(), [sample], options);
    // The class target is measured anew at every point and has no gradient: without the class loss the rest is smooth.
    const loss = () => {
      const { giou, distances } = denseLosses(network, parameters, batch, options);
      return tf.addN<tf.Scalar>([giou, distances].flatMap((term) => term ?? []));
    };
    tf.tidy(() => void loss());
    const flat = new FlatParameters(parameters.all());
    const { grads } = tf.variableGrads(loss, [...flat.variables]);
    const gradient = flat.join(flat.variables.map(({ name }) => grads[name]));
    const weights = flat.weights();
    const norm = (await tf.norm(gradient).data())[0] ?? NaN;
    const valueAt = async (step: number) => {
      flat.assign(tf.add(weights, tf.mul(gradient, step / norm)));
      return (await tf.tidy(loss).data())[0] ?? NaN;
    };
    // Along the gradient the loss changes as fast as the gradient is long.
    const h = 1e-4;
    const slope = ((await valueAt(h)) - (await valueAt(-h))) / (2 * h);
    expect(Math.abs(slope - norm) / norm).toBeLessThan(0.05);
    tf.dispose([grads, gradient, weights, tensorsIn(batch)]);
    parameters.dispose();
  });

  it('learns a class that the teacher does not know, of which the teacher says nothing', async () => {
    const fresh = nanoDet({ classes: 1 });
    const { values, knows } = fitClasses({ values: published, classes: COCO_CATEGORIES.map(({ name }) => name) }, ['fedora'], NANO_DET_CLASSES, new Random(8));
    expect(knows).toEqual([false]);
    const parameters = new TrainableParameters({ random: new Random(5), initial: values, trainable: (name) => isTrained(name, 'head') });
    const options = optionsOf({ classes: 1, distillation: 1, unlabelled: 1, doubt: 0 });
    const { image, sample } = scene({ labels: Int32Array.of(0), unlabelled: new Uint8Array(1) });
    // It could not even be asked.
    const silent: Teacher = { scope: weightScope(new Map()), knows: [0] };
    const batch = await prepareDense(fresh, parameters, silent, image(), [sample], options);
    expect([await tf.max(batch.teacher.scoreWeights).data(), await tf.max(batch.teacher.sideWeights).data(), await tf.min(batch.known).data()].map(([value]) => value)).toEqual([0, 0, 1]);
    tf.tidy(() => void denseLosses(fresh, parameters, batch, options));
    const flat = new FlatParameters(parameters.all());
    const optimizer = new Optimizer(flat, { kind: 'adamw', weightDecay: 0 });
    for (let step = 0; step < 60; step++) {
      const { value, grads } = tf.variableGrads(() => tf.addN(Object.values(denseLosses(fresh, parameters, batch, options))), [...flat.variables]);
      const gradient = flat.join(flat.variables.map(({ name }) => grads[name]));
      tf.dispose([optimizer.apply(gradient, step, 2e-3), gradient, value, grads]);
    }
    const picture = image();
    const [y1 = NaN, x1 = NaN, y2 = NaN, x2 = NaN, score] = await tf.tidy(() => fresh.detect(picture, parameters.scope(false))).data();
    expect(score).toBeGreaterThan(0.5);
    [y1 - 16, x1 - 20, y2 - 48, x2 - 52].forEach((error) => expect(Math.abs(error)).toBeLessThan(4));
    tf.dispose([picture, tensorsIn(batch)]);
    optimizer.dispose();
    parameters.dispose();
  });

  it('asks the teacher of the classes that it knows, and gives the others cells by what the learner sees', async () => {
    const both = nanoDet({ classes: 2 });
    const { values, knows } = fitClasses({ values: published, classes: COCO_CATEGORIES.map(({ name }) => name) }, ['fedora', 'cup'], NANO_DET_CLASSES, new Random(8));
    const parameters = new TrainableParameters({ random: new Random(5), initial: values, trainable: (name) => isTrained(name, 'head') });
    const { image, sample } = scene({ labels: Int32Array.of(0), unlabelled: new Uint8Array(2) });
    const batch = await prepareDense(both, parameters, { scope: weightScope(toWeights(values)), knows: knows.map((known) => (known ? 1 : 0)) }, image(), [sample], optionsOf({ classes: 2, distillation: 0.5, unlabelled: 1 }));
    const [fedora, cup] = tf.unstack(tf.max(tf.reshape(batch.teacher.scoreWeights, [-1, 2]), 0));
    expect([await fedora?.data(), await cup?.data()].map((weight) => weight?.[0])).toEqual([0, 0.5]);
    expect(Math.max(...await batch.labels.data())).toBe(0);
    tf.dispose(tensorsIn(batch));
    parameters.dispose();
  });

  it('has nothing to say of a picture that labels nothing, unless the teacher does', async () => {
    const { image, sample } = scene({ boxes: new Float32Array(), labels: new Int32Array(), unlabelled: new Uint8Array(CLASSES).fill(1) });
    const parameters = new TrainableParameters({
      random: new Random(6),
      // Moved away from the teacher, so that there is something to teach.
      initial: new Map([...published].map(([name, { shape, values }]) => [name, { shape, values: name.endsWith('gfl_cls/bias') ? values.map((value) => value + 1) : values }])),
      trainable: (name) => isTrained(name, 'head'),
    });
    const lossesWith = async (changes: Partial<DenseOptions>) => {
      const options = optionsOf(changes);
      const batch = await prepareDense(network, parameters, teacher, image(), [sample], options);
      const terms = tf.tidy(() => tf.stack(Object.values(denseLosses(network, parameters, batch, options))));
      const values = [...await terms.data()];
      tf.dispose([terms, tensorsIn(batch)]);
      return values;
    };
    const silent = await lossesWith({});
    expect(silent.every((value) => Math.abs(value) < 1e-6)).toBe(true);
    const taught = await lossesWith({ unlabelled: 1 });
    expect(Math.max(...taught)).toBeGreaterThan(1e-3);
    parameters.dispose();
  });
});
