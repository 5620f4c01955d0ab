import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../../models/artifact/load';
import { Random } from '../../../models/tensor/random';
import { COCO_CATEGORIES } from '../../../training/data/sources/categories';
import { loadEngine } from '../../../training/engines/load-engine';
import { modelFolder } from '../../../training/export/model-files';
import { checkpointPath, loadCheckpoint } from '../../../training/loop/checkpoint';
import { train, type Run } from '../../../training/loop/train';
import { recipes } from '../../../training/recipes/index';
import { parseRecipeOptions } from '../../../training/recipes/command/recipe-options';
import { temporaryFolder, writeRectangle } from '../data/pictures';

const folder = temporaryFolder();

/** A data set of two pictures, each with one red thing on blue; the same two are its validation set. */
async function writeSet(name: string, categories: readonly { readonly id: number; readonly name: string }[]): Promise<void> {
  const size = { width: 96, height: 64 };
  const [first, last] = [categories[0]?.id, categories.at(-1)?.id];
  await mkdir(join(folder.path, name, 'images'), { recursive: true });
  await Promise.all(['a.png', 'b.png'].map((file) => writeRectangle(join(folder.path, name, 'images', file), size, { x: 20, y: 10, width: 40, height: 40 })));
  const things = [first, last].map((category_id, index) => ({ id: index + 1, image_id: index + 1, category_id, bbox: [20, 10, 40, 40], area: 1600, iscrowd: false, segmentation: [[20, 10, 60, 10, 60, 50, 20, 50]] }));
  const text = JSON.stringify({ images: [{ id: 1, file_name: 'a.png', ...size }, { id: 2, file_name: 'b.png', ...size }], annotations: things, categories });
  await Promise.all(['train.json', 'val.json'].map((file) => writeFile(join(folder.path, name, file), text)));
}

/** Recipes that learn from something else than annotated pictures, by what it is. */
const kindOf = (name: string) => (name.endsWith('-cifar-10') || name.endsWith('-mnist') ? 'small pictures' : name === 'style' ? 'paintings' : 'annotations');
const named = (kind: ReturnType<typeof kindOf>) => Object.keys(recipes).filter((name) => kindOf(name) === kind);

/** Trains by a recipe for a step, stops, and goes on to its second and last. @returns what it exported, and what it said */
async function trainTwoSteps(name: string, out: string, given: Readonly<Record<string, string>>) {
  const recipe = await recipes[name]?.();
  if (!recipe) throw new Error(`no recipe ${name}`);
  const engine = await loadEngine('wasm');
  const outDir = join(folder.path, 'runs', name, out);
  await mkdir(outDir, { recursive: true });
  const options = parseRecipeOptions(recipe.options, given);
  const lines: string[] = [];
  const report = (line: string) => lines.push(line);
  const go = async (more: Pick<Run, 'resume' | 'stop'>) => {
    const random = new Random(1);
    const job = await recipe.create(options, { dataDir: folder.path, outDir, engine, random, report });
    try {
      return await train(job, {
        recipe: name, command: 'test', options: {}, seed: 1, random: random.fork('steps'), engine, outDir, ...more, progress: { report, update: () => undefined, close: () => undefined },
      });
    } finally {
      job.parameters.dispose();
    }
  };
  expect(await go({ stop: AbortSignal.abort() })).toMatchObject({ step: 1, ended: 'stopped' });
  const resume = await loadCheckpoint(outDir, report);
  expect(resume.step, checkpointPath(outDir)).toBe(1);
  const { metrics, ...result } = await go({ resume });
  expect(result).toEqual({ step: 2, ended: 'done' });
  expect(Object.values(metrics).filter(Number.isFinite)).not.toEqual([]);
  const { card } = await loadModel(modelFolder(join(outDir, 'model')));
  return { card, said: lines.join('\n') };
}

// Two steps say nothing of what is learned, but all of whether a recipe still runs from its data to a model that answers.
describe.each(named('annotations'))('the recipe %s', { timeout: 600_000 }, (name) => {
  beforeAll(async () => {
    await writeSet('hats', [{ id: 0, name: 'fedora' }, { id: 1, name: 'zebra-crossing' }]);
    await writeSet('coco', COCO_CATEGORIES.map(({ name: own }, index) => ({ id: 80 - index, name: own })));
  });

  it.each([
    { set: 'hats', model: `${name}-hats`, classes: [{ id: 0, name: 'fedora' }, { id: 1, name: 'zebra-crossing' }], scope: /(all|of) 2 classes/ },
    { set: 'coco', model: name, classes: COCO_CATEGORIES.map(({ id, name: own }) => ({ id, name: own })), scope: /(all|of) 80 classes/ },
  ])('trains on the classes of $set, stops, goes on, and ships them', async ({ set, model, classes, scope }) => {
    // Masks are added to a detector of the same classes, whose recipe was here before.
    const detector = set === 'hats' ? join(folder.path, 'runs', 'gfl-shufflenet-v2-pan', set, 'model') : 'gfl-shufflenet-v2-pan';
    const { card, said } = await trainTwoSteps(name, set, { detector, masks: '2', views: '1', boxes: '1', sets: set, images: '2', batchSize: '1', sizes: '64', proposals: '16', regions: '8', trainSize: '64', size: '64' });
    expect(card).toMatchObject({ name: model, categories: classes, training: { recipe: name, steps: 2, data: [{ name: set, images: 2, annotations: 2 }] } });
    expect(card.metrics.map((metric) => metric.scope).join()).toMatch(scope);
    expect(said).toMatch(/2 (pictures|crops|boxes), each (seen|learned) about 1 times/);
  });
});

describe.each(named('small pictures'))('the recipe %s', { timeout: 600_000 }, (name) => {
  const { set, side } = name.endsWith('-mnist') ? { set: 'mnist', side: 28 } : { set: 'cifar-10', side: 32 };

  beforeAll(async () => {
    for (const place of ['train/cat', 'train/dog', 'test/cat', 'test/dog']) {
      const into = join(folder.path, set, place);
      await mkdir(into, { recursive: true });
      await Promise.all(['a.png', 'b.png', 'c.png'].map((file) => writeRectangle(join(into, file), { width: side, height: side }, { x: 8, y: 8, width: place.endsWith('cat') ? 4 : 16, height: 16 })));
    }
  });

  it('trains from nothing, stops, goes on, and ships what the pictures of `test` measured', async () => {
    const { card, said } = await trainTwoSteps(name, 'small', { epochs: '1', batchSize: '2' });
    // One of six is held back, and two batches show the other five but one.
    expect(said).toContain('5 pictures of 2 classes; 1 others judge.');
    expect(card).toMatchObject({
      name, categories: [{ id: 0, name: 'cat' }, { id: 1, name: 'dog' }], input: { width: side, height: side, fit: 'crop' },
      training: { recipe: name, steps: 2, images: 4, data: [{ name: set, images: 5 }] },
    });
    expect(card.metrics.map(({ name: metric, dataset, command }) => [metric, dataset, command])).toContainEqual(['top-1', expect.stringContaining(`${set}/test`), `npm run evaluate -- --model ${name} --data ${set}/test`]);
  });
});

describe.each(named('paintings'))('the recipe %s', { timeout: 600_000 }, (name) => {
  beforeAll(async () => {
    const write = async (place: string, files: readonly string[], size: { readonly width: number; readonly height: number }) => {
      await mkdir(join(folder.path, place), { recursive: true });
      await Promise.all(files.map((file, index) => writeRectangle(join(folder.path, place, file), size, { x: 8 * index, y: 8, width: 40, height: 20 })));
    };
    await write('photographs', Array.from({ length: 10 }, (_, index) => `${index}.png`), { width: 96, height: 72 });
    await write('style/paintings', ['starry_night.png', 'own.png'], { width: 64, height: 64 });
    await write('style/content', ['held.png'], { width: 80, height: 64 });
    await writeFile(join(folder.path, 'style', 'style.json'), JSON.stringify([{ file: 'paintings/starry_night.png', title: 'The Starry Night', artist: 'Vincent van Gogh' }]));
  });

  it('learns a style a painting, stops, goes on, and ships how far what it paints comes out', async () => {
    const { card, said } = await trainTwoSteps(name, 'painter', { photographs: 'photographs', pictures: '2', batchSize: '1', side: '32', photographSide: '64', paintingSide: '64', channels: '8', blocks: '1' });
    expect(said).toContain('2 styles, 2 photographs; 8 others judge.');
    expect(card).toMatchObject({
      name: 'paintings', task: 'style', categories: [{ id: 1, name: 'own' }, { id: 2, name: 'The Starry Night, Vincent van Gogh' }],
      training: { recipe: name, steps: 2, images: 2, data: [{ name: 'photographs', images: 2 }, { name: 'style/paintings', images: 2 }] },
    });
    expect(card.metrics.map(({ name: metric, scope, size, command }) => [metric, scope, size, command])).toContainEqual(
      ['style loss', 'all 2 styles', 256, 'npm run evaluate -- --model paintings --size 256 --data style/content --images style/paintings'],
    );
  });
});
