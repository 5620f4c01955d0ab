import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NotFoundError } from '../../../../../models/errors';
import { Problems } from '../../../../../training/data/problems';
import { parseCocoDataset, parseCocoResults, readCocoDataset, readCocoResults } from '../../../../../training/data/sources/coco/coco-json';

const image = { id: 7, file_name: '000007.jpg', width: 64, height: 48 };
const annotation = { id: 1, image_id: 7, category_id: 3, bbox: [1, 2, 10, 20], area: 150, iscrowd: 0 };
const category = { id: 3, name: 'car' };
const dataset = (changed: Record<string, unknown> = {}) => ({
  info: { year: 2017 },
  licenses: [],
  images: [image],
  annotations: [{ ...annotation, ...changed }],
  categories: [category],
});

describe('parseCocoDataset', () => {
  it('keeps what COCO knows, and our fields, and leaves the rest out', () => {
    const parsed = parseCocoDataset({
      ...dataset({ attributes: { occluded: true }, difficult: 1 }),
      images: [{ ...image, license: 4, labelled: [3], source: 'street' }],
    });
    expect(parsed).toEqual({
      images: [{ ...image, labelled: [3], source: 'street' }],
      annotations: [{ ...annotation, difficult: 1 }],
      categories: [category],
    });
  });

  it('accepts polygons, compressed and plain runs, and a null in their place', () => {
    const segmentations = [[[1, 2, 3, 4, 5, 6]], { size: [48, 64], counts: 'abc' }, { size: [48, 64], counts: [3072] }];
    for (const segmentation of segmentations) {
      expect(parseCocoDataset(dataset({ segmentation })).annotations[0]?.segmentation).toEqual(segmentation);
    }
    expect(parseCocoDataset(dataset({ segmentation: null })).annotations[0]?.segmentation).toBeUndefined();
  });

  it("takes the box's area where the annotation has none", () => {
    expect(parseCocoDataset(dataset({ area: undefined })).annotations[0]?.area).toBe(200);
  });

  it.each<[string, Record<string, unknown>]>([
    ['false for a flag', { iscrowd: false }], ['null for a flag', { iscrowd: null, difficult: null }], ['keypoints of null', { keypoints: null, num_keypoints: 'none' }],
    ['a mask that is none', { segmentation: [5] }], ['an area below 0', { area: -1 }], ['text for an area', { area: 'large' }], ['an id that is none', { id: 'a7' }],
  ])('passes over %s', (_, odd) => {
    const problems = new Problems();
    const [read] = parseCocoDataset(dataset(odd), 'val.json', problems).annotations;
    expect(read).toMatchObject({ image_id: 7, category_id: 3, bbox: [1, 2, 10, 20] });
    expect(read?.area).toBeGreaterThan(0);
    expect(read?.iscrowd ?? 0).toBe(0);
    expect(problems.total).toBe(0);
  });

  it('takes true and "1" for 1, a flat list for one polygon, and no size for a size that is none', () => {
    for (const iscrowd of [true, '1', 1]) expect(parseCocoDataset(dataset({ iscrowd })).annotations[0]?.iscrowd).toBe(1);
    expect(parseCocoDataset(dataset({ segmentation: [1, 2, 3, 4, 5, 6] })).annotations[0]?.segmentation).toEqual([[1, 2, 3, 4, 5, 6]]);
    for (const size of [{ width: -1, height: -1 }, { width: 80.5, height: 0 }, { width: undefined, height: null }]) {
      const [read] = parseCocoDataset({ ...dataset(), images: [{ ...image, ...size }] }).images;
      expect([read?.width, read?.height]).toEqual([undefined, undefined]);
    }
    expect(parseCocoDataset({ ...dataset(), categories: [{ ...category, supercategory: null, keypoints: null, skeleton: 1 }] }).categories[0]?.name).toBe('car');
  });

  it.each([
    [{ bbox: [1, 2, 3] }, 'bad annotation', 'annotations[1].bbox: expected 4 numbers, given 3'],
    [{ bbox: [1, 2, 3, '4'] }, 'bad annotation', 'annotations[1].bbox[3]: expected a number, given "4"'],
    [{ bbox: undefined }, 'bad annotation', 'annotations[1].bbox: expected 4 numbers, which is missing'],
    [{ iscrowd: 'maybe' }, 'bad annotation', 'annotations[1].iscrowd: expected 0 or 1, given "maybe"'],
    [{ category_id: 2 ** 53 }, 'bad annotation', 'annotations[1].category_id: given about 9007199254740992, beyond 2^53'],
    [{ image_id: 2 ** 60 }, 'bad annotation', 'annotations[1].image_id: given about 1152921504606847000, beyond 2^53'],
    [{ id: 2, image_id: '7' }, 'unknown image', 'annotation 2 is of image "7"'],
    [{ id: 2, category_id: 4 }, 'unknown category', 'annotation 2 is of category 4'],
  ] as const)('skips an annotation with %j, counts it and says why', (changed, kind, message) => {
    const problems = new Problems();
    const read = parseCocoDataset({ ...dataset(), annotations: [annotation, { ...annotation, ...changed }] }, 'val.json', problems);
    expect(read.annotations).toEqual([annotation]);
    expect([problems.count(kind), problems.total]).toEqual([1, 1]);
    expect(problems.lines()[0]).toContain(`val.json: ${message}`);
  });

  it('refuses a file of which nothing can be used, naming the first', () => {
    expect(() => parseCocoDataset(dataset({ bbox: [] }), 'val.json')).toThrow('val.json: annotations[0].bbox: expected 4 numbers, given 0');
    expect(() => parseCocoDataset({ ...dataset(), images: [{ ...image, id: 2 ** 53 }, { ...image, id: 2 ** 53 + 2 }] })).toThrow(/images\[0\]\.id: given about 9007199254740992, beyond 2\^53.*none of the 2/);
    expect(() => parseCocoDataset(dataset({ image_id: 8 }), 'val.json')).toThrow(/val\.json: none of the 1 annotations is of one of its 1 images/);
  });

  it('keeps the first of an image given twice, and none of two files with one id', () => {
    const problems = new Problems();
    const other = { ...image, id: 8, file_name: '8.jpg' };
    const read = parseCocoDataset({ ...dataset(), images: [image, image, other, { ...other, file_name: '9.jpg' }] }, 'val.json', problems);
    expect(read.images).toEqual([image]);
    expect(problems.lines()).toEqual(['2 x double id: val.json: image 7 is 000007.jpg and 000007.jpg; val.json: image 8 is 8.jpg and 9.jpg']);
  });

  it('counts every annotation of a double id, and says so', () => {
    const problems = new Problems();
    expect(parseCocoDataset({ ...dataset(), annotations: [annotation, annotation] }, 'val.json', problems).annotations).toHaveLength(2);
    expect(problems.count('double id')).toBe(1);
  });

  it.each([[[0, 3]], [[3, 0]]])('takes of the categories %j with one name the one that is annotated', (ids) => {
    const problems = new Problems();
    const categories = ids.map((id) => ({ id, name: id === 3 ? 'car' : 'Car' }));
    expect(parseCocoDataset({ ...dataset(), categories }, 'val.json', problems).categories).toEqual([category]);
    expect(problems.lines()).toEqual(["1 x double category: val.json: 0 'Car' has no annotation, 3 'car' stands for both"]);
  });

  it('refuses two categories of one name that are both annotated, and two names of one id', () => {
    const both = { ...dataset(), annotations: [annotation, { ...annotation, id: 2, category_id: 5 }], categories: [category, { id: 5, name: 'Car' }] };
    expect(() => parseCocoDataset(both, 'val.json')).toThrow("val.json: categories 3 ('car') and 5 ('Car') have one name, and both are annotated.");
    expect(() => parseCocoDataset({ ...dataset(), categories: [category, { id: 3, name: 'bus' }] })).toThrow("category 3 is 'car' and 'bus'");
  });

  it('refuses what is not a data set', () => {
    expect(() => parseCocoDataset([])).toThrow('expected an object, given a list of 0');
    expect(() => parseCocoDataset({ images: [], categories: [] })).toThrow('annotations: expected a list, which is missing');
  });
});

describe('parseCocoResults', () => {
  const result = { image_id: 'street', category_id: 3, bbox: [0, 0, 5, 5], score: 0.5, file_name: 'street.jpg' };

  it('accepts results with and without masks', () => {
    const masked = { ...result, segmentation: { size: [48, 64], counts: 'abc' } };
    expect(parseCocoResults([result, masked])).toEqual([result, masked]);
  });

  it.each([[[]], [null], [[[11, 11, 51, 11, 51, 51]]], [{ size: [48, 64], counts: [3072] }]])('passes over the mask %j', (segmentation) => {
    expect(parseCocoResults([{ ...result, segmentation, keypoints: null }])).toEqual([result]);
  });

  it('skips and names the bad element', () => {
    const problems = new Problems();
    expect(parseCocoResults([result, { ...result, score: null }], 'res.json', problems)).toEqual([result]);
    expect(problems.lines()).toEqual(['1 x bad result: res.json: [1].score: expected a number, given null']);
    expect(() => parseCocoResults({ results: [] })).toThrow('expected a list, given an object');
  });
});

describe('reading files', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coco-json-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('reads a file and names it in errors', async () => {
    const path = join(folder, 'val.json');
    await writeFile(path, JSON.stringify(dataset()));
    expect((await readCocoDataset(path)).images).toEqual([image]);
    await expect(readCocoResults(path)).rejects.toThrow(`${path}: expected a list`);
  });

  it.each<[string, Buffer]>([
    ['in UTF-8', Buffer.from(`\ufeff${JSON.stringify(dataset())}`)],
    ['in UTF-16, little end first', Buffer.from(`\ufeff${JSON.stringify(dataset())}`, 'utf16le')],
    ['in UTF-16, big end first', Buffer.from(`\ufeff${JSON.stringify(dataset())}`, 'utf16le').swap16()],
  ])('reads a file with a byte order mark %s', async (_, bytes) => {
    const path = join(folder, 'marked.json');
    await writeFile(path, bytes);
    expect((await readCocoDataset(path)).images).toEqual([image]);
  });

  it("reads the NaN and Infinity of Python's json as missing, but not in a text", async () => {
    const path = join(folder, 'python.json');
    const text = JSON.stringify({ ...dataset({ area: 'AREA' }), images: [{ ...image, file_name: 'a "NaN" \\ NaN.jpg' }] });
    for (const area of ['NaN', '-Infinity']) {
      await writeFile(path, text.replace('"AREA"', area));
      const { images, annotations } = await readCocoDataset(path);
      expect([images[0]?.file_name, annotations[0]?.area]).toEqual(['a "NaN" \\ NaN.jpg', 200]);
    }
  });

  it('says when there is no file, and when it is not JSON', async () => {
    const path = join(folder, 'broken.json');
    await expect(readCocoDataset(path)).rejects.toThrow(NotFoundError);
    await writeFile(path, '{"images": [');
    await expect(readCocoDataset(path)).rejects.toThrow(`${path} is not JSON`);
  });
});
