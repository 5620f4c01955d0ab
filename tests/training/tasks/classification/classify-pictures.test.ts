import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Frame, RawPixels } from '../../../../models/frames/frame';
import { letterbox } from '../../../../models/frames/frame-placement';
import type { PredictRequest } from '../../../../models/predictor';
import { Problems } from '../../../../training/data/problems';
import { classifyPictures } from '../../../../training/tasks/classification/classify-pictures';
import { tinyCard } from '../../../models/artifact/tiny-card';
import { temporaryFolder, writeRectangle } from '../../data/pictures';

const folder = temporaryFolder();
const card = tinyCard({ categories: [{ id: 4, name: 'red' }, { id: 6, name: 'blue' }] });

/** Names the colour that most of the input has, and keeps count of how many it was asked at once. */
function colourNamer() {
  const asked: number[] = [];
  const name = async (frame: Frame) => {
    const { data }: RawPixels = await frame.fitted(letterbox(frame, card.input), card.input.mean);
    const [red = 0, , blue = 0] = [0, 1, 2].map((channel) => [...data].filter((_, at) => at % 3 === channel).reduce((sum, value) => sum + value, 0));
    const classes = [{ categoryId: 4, label: 'red', score: red / (red + blue) }, { categoryId: 6, label: 'blue', score: blue / (red + blue) }];
    return { task: 'classification' as const, width: frame.width, height: frame.height, classes: classes.sort((a, b) => b.score - a.score) };
  };
  return { asked, card, predictTogether: async (requests: readonly PredictRequest[]) => {
    asked.push(requests.length);
    return Promise.all(requests.map(async ({ frame }) => ({ prediction: await name(frame), timings: {} })));
  } };
}

describe('classifyPictures', () => {
  beforeAll(async () => {
    await writeRectangle(join(folder.path, 'red.png'), { width: 64, height: 40 }, { x: 0, y: 0, width: 60, height: 40 });
    await writeRectangle(join(folder.path, 'both.png'), { width: 80, height: 40 }, { x: 0, y: 0, width: 40, height: 40 });
    await writeFile(join(folder.path, 'broken.png'), 'no picture');
  });
  const file = (name: string) => join(folder.path, name);
  const pictures = () => [
    { id: 'red.png', file: file('red.png'), categoryId: 4 },
    { id: 'broken.png', file: file('broken.png'), categoryId: 4 },
    { id: 'left', file: file('both.png'), region: { x: -4, y: 0, width: 40, height: 40 }, categoryId: 4 },
    { id: 'right', file: file('both.png'), region: { x: 42, y: 2, width: 36, height: 36 }, categoryId: 6 },
    { id: 'wrong', file: file('both.png'), region: { x: 42, y: 2, width: 36, height: 36 }, categoryId: 4 },
  ];

  it.each([1, 2, 3])('names pictures and parts of them, %d at once, and skips what is broken', async (together) => {
    const problems = new Problems();
    const done: number[] = [];
    const namer = colourNamer();
    const { seen, results } = await classifyPictures(namer, { pictures: pictures(), together, problems, onImage: (count) => done.push(count) });
    expect(seen).toEqual([
      { categoryId: 4, answers: [4, 6] }, { categoryId: 4, answers: [4, 6] }, { categoryId: 6, answers: [6, 4] }, { categoryId: 4, answers: [6, 4] },
    ]);
    expect(problems.lines().join()).toMatch(/^1 x broken picture: .*broken\.png/);
    expect(done).toEqual([1, 2, 5]);
    expect(namer.asked).toEqual({ 1: [1, 1, 1, 1], 2: [2, 2], 3: [3, 1] }[together]);
    expect(results.filter(({ image_id }) => image_id === 'right')[0]).toMatchObject({ category_id: 6, bbox: [42, 2, 36, 36] });
    expect(results.filter(({ image_id }) => image_id === 'red.png')[0]).toMatchObject({ category_id: 4, bbox: [0, 0, 64, 40] });
  });
});
