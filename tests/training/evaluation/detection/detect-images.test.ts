import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Card } from '../../../../models/artifact/card';
import type { Predictor } from '../../../../models/predictor';
import { letterbox } from '../../../../models/frames/frame-placement';
import { Problems } from '../../../../training/data/problems';
import { detectImages, matchCategories } from '../../../../training/evaluation/detection/detect-images';

const card: Card = {
  format: 1, name: 'red-finder', title: 'Red', summary: 'Says where the picture begins to be red.', task: 'detection', role: 'product',
  network: { name: 'none', options: {} },
  input: { width: 32, height: 32, mean: [0, 0, 0], std: [1, 1, 1] },
  categories: [{ id: 5, name: 'airplane' }, { id: 62, name: 'chair' }],
  scoreThreshold: 0.5,
  weights: { file: 'model.safetensors', sizeBytes: 1, sha256: '0'.repeat(64), dtype: 'float32' },
  parameters: 1, multiplyAdds: 1, metrics: [], limits: ['All but red.'], licence: 'Apache-2.0', attribution: [],
};

/** Finds an airplane where the picture is red and a chair everywhere; the score is the red of the middle. */
const predictor: Pick<Predictor, 'card' | 'predict'> = {
  card,
  async predict(frame, { scoreThreshold = 1 } = {}) {
    const { width, height, data } = await frame.fitted(letterbox(frame, card.input), [0, 0, 0]);
    expect([width, height, data.length]).toEqual([32, 32, 32 * 32 * 3]);
    const red = (data[(16 * 32 + 16) * 3] ?? 0) / 255;
    const box = { x: 1, y: 2, width: 3, height: 4 };
    const detections = [
      { categoryId: 5, label: 'airplane', score: red, box },
      { categoryId: 62, label: 'chair', score: 0.25, box },
    ].filter(({ score }) => score >= scoreThreshold);
    return { prediction: { task: 'detection', width: frame.width, height: frame.height, detections }, timings: { prepare: 0, forward: 0, read: 0, decode: 0 } };
  },
};

describe('detectImages', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'detect-images-'));
    const picture = (r: number) => sharp({ create: { width: 40, height: 20, channels: 3, background: { r, g: 0, b: 0 } } });
    await picture(255).png().toFile(join(folder, 'red.png'));
    await picture(0).png().toFile(join(folder, 'black.png'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const image = (id: number, file_name: string) => ({ id, file_name, width: 40, height: 20 });
  const categories = [{ id: 1, name: 'aeroplane' }];

  it("gives the annotations' ids, in their order, for the categories that they have", async () => {
    const done: number[] = [];
    const problems = new Problems();
    const { results, seen } = await detectImages(predictor, {
      images: [image(9, 'red.png'), image(4, 'black.png')], categories, folder, problems, onImage: (count) => done.push(count),
    });
    const found = { category_id: 1, bbox: [1, 2, 3, 4] };
    expect(results).toEqual([
      { ...found, image_id: 9, score: 1, file_name: 'red.png' },
      { ...found, image_id: 4, score: 0, file_name: 'black.png' },
    ]);
    expect(seen.map(({ id }) => id)).toEqual([9, 4]);
    expect(done).toEqual([1, 2]);
    expect(problems.total).toBe(0);
  });

  it('passes the threshold on', async () => {
    const { results } = await detectImages(predictor, { images: [image(9, 'red.png'), image(4, 'black.png')], categories, folder, scoreThreshold: 0.5, problems: new Problems() });
    expect(results.map(({ image_id }) => image_id)).toEqual([9]);
  });

  it('leaves out pictures that are missing or of another size, and says so', async () => {
    const problems = new Problems();
    const { seen } = await detectImages(predictor, {
      images: [image(1, 'gone.png'), { ...image(2, 'red.png'), width: 41 }, image(3, 'black.png')], categories, folder, problems,
    });
    expect(seen.map(({ id }) => id)).toEqual([3]);
    expect([problems.count('missing file'), problems.count('size differs')]).toEqual([1, 1]);
  });
});

describe('matchCategories', () => {
  it('goes by name, whatever the ids and the spelling', () => {
    expect([...matchCategories(card.categories, [{ id: 1, name: 'chair' }, { id: 2, name: 'sofa' }, { id: 3, name: 'aeroplane' }])]).toEqual([[5, 3], [62, 1]]);
  });

  it('refuses a data set of other things', () => {
    expect(() => matchCategories(card.categories, [{ id: 1, name: 'fish' }])).toThrow("none of the annotations' categories (fish)");
  });
});
