import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadModel, type LoadedModel } from '../../../models/artifact/load';
import { onFirstThatRuns, type Engine } from '../../../models/engine/engine';
import { OpenModels, UnrunnableError } from '../../../models/engine/open-models';
import { InvalidInputError } from '../../../models/errors';
import { sharpFrame } from '../../../models/node/pictures/sharp-frame';
import { startWasm } from '../../../models/node/engines/wasm';
import { findModel } from '../../../training/export/model-files';

const NAME = 'nanodet-plus-coco';

describe('OpenModels on a real engine', () => {
  let wasm: Engine;
  beforeAll(async () => {
    wasm = await startWasm();
  });
  const engines = () => [{ name: 'wasm', start: () => Promise.resolve(wasm) }];
  const people = () => sharpFrame('tests/fixtures/pictures/people.webp');

  it('changes to another size with the weights that are here, the old one answering until the new one is warm', async () => {
    const before = tf.memory().numTensors;
    let loads = 0;
    const retired: { close(): void }[] = [];
    const models = new OpenModels(engines(), async (name) => {
      loads++;
      return loadModel(await findModel(name));
    }, { most: 1, close: (predictor) => retired.push(predictor) });
    const { predictor: old } = await models.use(NAME, undefined);
    const expected = (await old.predict(await people())).prediction;
    const tensors = tf.memory().numTensors;

    let answers = 0;
    let isOpen = false;
    const opening = models.use(NAME, 256).finally(() => {
      isOpen = true;
    });
    do {
      expect((await old.predict(await people())).prediction).toEqual(expected);
      answers++;
    } while (!isOpen);
    const { predictor, card } = await opening;
    expect(answers).toBeGreaterThan(0);
    expect(card.input).toMatchObject({ width: 256, height: 256 });
    expect(loads).toBe(1);

    for (const predictor of retired) predictor.close();
    expect(retired).toEqual([old]);
    expect(tf.memory().numTensors).toBe(tensors);
    expect((await predictor.predict(await people())).prediction).toMatchObject({ task: 'detection' });
    expect((await models.use(NAME, 256)).predictor).toBe(predictor);
    predictor.close();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses a size that the model does not serve, and goes on with what is open', async () => {
    const models = new OpenModels(engines(), async (name) => loadModel(await findModel(name)), { most: 2 });
    const { predictor } = await models.use(NAME, undefined);
    await expect(models.use(NAME, 123)).rejects.toThrow(InvalidInputError);
    expect((await models.use(NAME, undefined)).predictor).toBe(predictor);
    predictor.close();
  });

  it('says why no engine runs a model', async () => {
    const broken = { ...wasm, open: () => Promise.reject(new Error('an operation is missing')) };
    const models = new OpenModels([{ name: 'broken', start: () => Promise.resolve(broken) }], async (name): Promise<LoadedModel> => loadModel(await findModel(name)), { most: 1 });
    const failure: unknown = await models.use(NAME, undefined).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UnrunnableError);
    expect(failure).toMatchObject({ message: `No engine runs '${NAME}'. broken: an operation is missing`, cause: new Error('an operation is missing') });
  });
});

describe('onFirstThatRuns', () => {
  it('tells of each that fails before the first that does not, and ends where it is told to', async () => {
    const failed: number[] = [];
    const act = (candidate: number) => (candidate < 3 ? Promise.reject(new Error(String(candidate))) : Promise.resolve(10 * candidate));
    expect(await onFirstThatRuns([1, 2, 3, 4], act, (candidate) => failed.push(candidate))).toBe(30);
    expect(failed).toEqual([1, 2]);
    expect(await onFirstThatRuns([1, 2], act, () => undefined)).toBeUndefined();
    await expect(onFirstThatRuns([1, 2], act, (_, error) => { throw error; })).rejects.toThrow('1');
  });
});
