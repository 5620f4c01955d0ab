import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Problems } from '../../../../training/data/problems';
import { labelledCrops, labelledWholes, readLabelledFolder } from '../../../../training/tasks/classification/labelled-pictures';
import { temporaryFolder, writeRectangle } from '../../data/pictures';

const folder = temporaryFolder();
const categories = [{ id: 3, name: 'traffic light' }, { id: 5, name: 'tench, Tinca tinca' }, { id: 7, name: 'crane' }, { id: 8, name: 'crane, machine' }, { id: 12, name: 'airplane' }];

async function write(root: string, ...names: readonly string[]): Promise<string> {
  for (const name of names) {
    await mkdir(join(folder.path, root, name), { recursive: true });
    await writeRectangle(join(folder.path, root, name, 'a.png'), { width: 4, height: 4 }, { x: 0, y: 0, width: 1, height: 1 });
  }
  return join(folder.path, root);
}

describe('readLabelledFolder', () => {
  let good = '';
  let bad = '';
  beforeAll(async () => {
    good = await write('good', 'Traffic_Light', 'tench', '8', 'aeroplane');
    bad = await write('bad', 'tench', 'crane', 'zebra');
  });

  it('finds classes by name, however it is written, by one of several names, by id, and by what VOC calls them', async () => {
    const pictures = await readLabelledFolder(good, categories, new Problems());
    expect(pictures.map(({ id, categoryId }) => [id, categoryId])).toEqual([['8/a.png', 8], ['Traffic_Light/a.png', 3], ['aeroplane/a.png', 12], ['tench/a.png', 5]].map(([id, category]) => [String(id).replace('/', join('/')), category]));
  });

  it('lists what is called by none, or by two', async () => {
    await expect(readLabelledFolder(bad, categories, new Problems())).rejects.toThrow(/^2 of the 3 folders in .* or as more than one: crane, zebra\. Expected a name or an id of: traffic light \(3\), tench, Tinca tinca \(5\)/);
  });
});

it('labelledCrops has the objects that can be named, with what lies around them', () => {
  const record = { id: 9, file: '/a.jpg', width: 200, height: 100, unlabelled: [], annotations: [
    { box: { x: 10, y: 20, width: 40, height: 20 }, category: 1, ignore: false },
    { box: { x: 0, y: 0, width: 90, height: 90 }, category: 0, ignore: true },
    { box: { x: 0, y: 0, width: 9, height: 9 }, category: 0, ignore: false },
  ] };
  expect(labelledCrops([record], categories)).toEqual([
    { id: '9/0', file: '/a.jpg', width: 200, height: 100, orientation: undefined, region: { x: 5, y: 5, width: 50, height: 50 }, categoryId: 5 },
  ]);
});

it('labelledWholes has each picture once, by the largest object in it that counts, and none without one', () => {
  const record = { id: 9, file: '/a.jpg', width: 200, height: 100, unlabelled: [] };
  const small = { box: { x: 10, y: 20, width: 40, height: 20 }, category: 1, ignore: false };
  const large = { box: { x: 0, y: 0, width: 50, height: 50 }, category: 4, ignore: false };
  const crowd = { box: { x: 0, y: 0, width: 200, height: 100 }, category: 0, ignore: true };
  expect(labelledWholes([{ ...record, annotations: [small, large, crowd] }, { ...record, id: 10, annotations: [crowd] }], categories)).toEqual([
    { id: 9, file: '/a.jpg', width: 200, height: 100, orientation: undefined, categoryId: 12 },
  ]);
});
