import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvalidInputError, NotFoundError } from '../../../models/errors';
import { parseCocoDataset, parseCocoResults, readCocoDataset, readCocoResults } from '../../../training/data/coco-json';

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
    expect(parseCocoDataset(dataset({ segmentation: null })).annotations[0]).not.toHaveProperty('segmentation');
  });

  it("takes the box's area where the annotation has none", () => {
    expect(parseCocoDataset(dataset({ area: undefined })).annotations[0]?.area).toBe(200);
  });

  it.each([
    [{ bbox: [1, 2, 3] }, 'annotations[0].bbox: expected 4 numbers, given 3'],
    [{ bbox: [1, 2, 3, '4'] }, 'annotations[0].bbox[3]: expected a number, given "4"'],
    [{ bbox: undefined }, 'annotations[0].bbox: expected 4 numbers, which is missing'],
    [{ iscrowd: 2 }, 'annotations[0].iscrowd: expected 0 or 1, given 2'],
    [{ id: 1.5 }, 'annotations[0].id: expected a whole number, given 1.5'],
    [{ segmentation: [5] }, 'annotations[0].segmentation: expected polygons'],
    [{ image_id: 8 }, 'annotations[0].image_id: expected the id of one of the 1 images, given 8'],
    [{ image_id: '7' }, 'annotations[0].image_id: expected the id of one of the 1 images, given "7"'],
    [{ category_id: 4 }, 'annotations[0].category_id: expected the id of one of the 1 categories, given 4'],
  ])('refuses %j', (changed, message) => {
    expect(() => parseCocoDataset(dataset(changed), 'val.json')).toThrow(InvalidInputError);
    expect(() => parseCocoDataset(dataset(changed), 'val.json')).toThrow(`val.json: ${message}`);
  });

  it('refuses an id given twice', () => {
    expect(() => parseCocoDataset({ ...dataset(), images: [image, image] })).toThrow('images[1].id: expected an id of its own, given 7');
    expect(() => parseCocoDataset({ ...dataset(), categories: [category, category] })).toThrow('categories[1].id');
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

  it('names the bad element', () => {
    expect(() => parseCocoResults([result, { ...result, score: null }])).toThrow('[1].score: expected a number, given null');
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

  it('says when there is no file, and when it is not JSON', async () => {
    const path = join(folder, 'broken.json');
    await expect(readCocoDataset(path)).rejects.toThrow(NotFoundError);
    await writeFile(path, '{"images": [');
    await expect(readCocoDataset(path)).rejects.toThrow(`${path} is not JSON`);
  });
});
