import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { CocoAnnotation } from '../../../../../models/artifact/coco';
import { COCO_CATEGORIES } from '../../../../../training/data/sources/categories';
import { cocoDataset } from '../../../../../training/data/sources/coco/coco-dataset';
import { cocoRecords, readCocoRecords, type SizedDataset } from '../../../../../training/data/sources/coco/coco-records';
import { Problems } from '../../../../../training/data/problems';
import { temporaryFolder, writeRecords } from '../../pictures';

const folder = temporaryFolder();
const object = (id: number, category_id: number, bbox: CocoAnnotation['bbox'], more: Partial<CocoAnnotation> = {}): CocoAnnotation => ({
  id, image_id: 1, category_id, bbox, area: 1, ...more,
});
const dataset = (annotations: readonly CocoAnnotation[], labelled?: readonly number[]): SizedDataset => ({
  images: [{ id: 1, file_name: 'a.jpg', width: 100, height: 80, ...(labelled && { labelled }) }],
  annotations,
  categories: [{ id: 18, name: 'dog' }, { id: 3, name: 'car' }, { id: 90, name: 'aeroplane' }],
});
const read = (data: SizedDataset, problems = new Problems(), categories = data.categories) => cocoRecords(data, { images: '/pictures', categories, problems });

describe('cocoRecords', () => {
  it('gives boxes in source pixels and category indices', () => {
    const { records } = read(dataset([object(1, 3, [10, 20, 30, 40]), object(2, 18, [-5, 0, 20, 90])]));
    expect(records).toMatchObject([{
      id: 1, file: '/pictures/a.jpg', width: 100, height: 80, unlabelled: [],
      annotations: [
        { box: { x: 10, y: 20, width: 30, height: 40 }, category: 1, ignore: false },
        { box: { x: 0, y: 0, width: 15, height: 80 }, category: 0, ignore: false },
      ],
    }]);
  });

  it('ignores crowds, difficult objects and those of a category that is not annotated exhaustively', () => {
    const boxes = [object(1, 3, [0, 0, 9, 9], { iscrowd: 1 }), object(2, 3, [0, 0, 9, 9], { difficult: 1 }), object(3, 18, [0, 0, 9, 9]), object(4, 3, [0, 0, 9, 9])];
    const { records } = read(dataset(boxes, [3]));
    expect(records[0]?.annotations.map(({ ignore }) => ignore)).toEqual([true, true, true, false]);
    expect(records[0]?.unlabelled).toEqual([0, 2]);
  });

  it('skips boxes that make no sense, by name', () => {
    const problems = new Problems();
    const bad: CocoAnnotation['bbox'][] = [[0, 0, 0, 5], [0, 0, 5, -1], [NaN, 0, 5, 5], [200, 0, 5, 5], [0, 0, Infinity, 5], [0, 0, 0.5, 9]];
    const { records } = read(dataset(bad.map((bbox, index) => object(index, 3, bbox))), problems);
    expect(records[0]?.annotations).toEqual([]);
    expect(problems.count('bad box')).toBe(6);
    expect(problems.lines()[0]).toMatch(/^6 x bad box: a\.jpg: box \[0, 0, 0, 5\] is empty; .*; and 1 more$/);
  });

  it('finds the categories of the network by name, not by id, and knows what the file does not annotate', () => {
    const { records } = read(dataset([object(1, 90, [0, 0, 9, 9]), object(2, 3, [0, 0, 9, 9])]), new Problems(), [
      { id: 90, name: 'toothbrush' }, { id: 5, name: 'airplane' },
    ]);
    expect(records[0]?.annotations).toMatchObject([{ category: 1 }]);
    expect(records[0]?.unlabelled).toEqual([0]);
  });

  it('comes back from a data set written from it', () => {
    const original = read(dataset([object(1, 3, [10, 20, 30, 40]), object(2, 3, [0, 0, 9, 9], { iscrowd: 1, keypoints: [1, 2, 2, 0, 0, 0] })], [3]));
    expect(read(cocoDataset(original, '/pictures'))).toEqual(original);
  });
});

describe('readCocoRecords', () => {
  it('leaves out pictures that are not there, and says when none is', async () => {
    const [first] = await writeRecords(folder.path, 1);
    if (!first) throw new Error('no record');
    const data = cocoDataset({ records: [first, { ...first, id: 99, file: join(folder.path, 'nowhere.png') }], categories: COCO_CATEGORIES }, folder.path);
    const annotations = join(folder.path, 'train.json');
    await writeFile(annotations, JSON.stringify(data));
    const problems = new Problems();
    const { records, categories } = await readCocoRecords({ annotations, images: folder.path, problems });
    expect(records).toEqual([first]);
    expect(categories).toHaveLength(80);
    expect(problems.count('missing file')).toBe(1);
    await expect(readCocoRecords({ annotations, images: join(folder.path, 'elsewhere') })).rejects.toThrow(/None of the 2 pictures/);
    await expect(readCocoRecords({ annotations: join(folder.path, 'nothing.json'), images: folder.path })).rejects.toThrow(/cannot be read/);
  });

  it('takes a size that the file does not say, or not in whole pixels, from the picture as it is shown', async () => {
    const [first] = await writeRecords(folder.path, 1, { width: 20, height: 16 });
    if (!first) throw new Error('no record');
    const lying = join(folder.path, 'lying.jpg');
    await sharp(first.file).withExif({}).withMetadata({ orientation: 6 }).toFile(lying);
    const { images: [image], ...rest } = cocoDataset({ records: [first], categories: COCO_CATEGORIES }, folder.path);
    const sizes = [{}, { width: -1, height: -1 }, { width: 20, height: 15.5 }];
    const images = sizes.map((size, index) => ({ ...image, width: undefined, height: undefined, ...size, id: index, file_name: index === 0 ? 'lying.jpg' : '0.png' }));
    const annotations = join(folder.path, 'sizes.json');
    await writeFile(annotations, JSON.stringify({ ...rest, images }));
    const { records } = await readCocoRecords({ annotations, images: folder.path });
    expect(records.map(({ width, height }) => [width, height])).toEqual([[16, 20], [20, 16], [20, 16]]);
  });

  const objects = new URL('../../../../shared/data/objects', import.meta.url).pathname;
  it.skipIf(!existsSync(objects))('reads a real data set (needs ../shared/data/objects)', async () => {
    const problems = new Problems();
    const { records } = await readCocoRecords({ annotations: join(objects, 'train.json'), images: join(objects, 'images'), categories: COCO_CATEGORIES, problems });
    expect(records).toHaveLength(5181);
    expect(problems.count('bad box')).toBe(problems.total);
    expect(records.reduce((sum, { annotations }) => sum + annotations.length, 0) + problems.total).toBe(30574);
    expect(new Set(records.map(({ unlabelled }) => unlabelled.length))).toEqual(new Set([0, 60, 79, 80]));
  });
});
