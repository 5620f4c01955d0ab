import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { COCO_CATEGORIES } from '../../../../training/data/sources/categories';
import { Problems } from '../../../../training/data/problems';
import { readVocRecords } from '../../../../training/data/sources/voc-records';
import { temporaryFolder } from '../pictures';

const folder = temporaryFolder();
const box = (xmin: string, ymin: string, xmax: string, ymax: string): string => `<bndbox><xmin>${xmin}</xmin><ymin>${ymin}</ymin><xmax>${xmax}</xmax><ymax>${ymax}</ymax></bndbox>`;
const object = (name: string, bounds: string, more = ''): string => `<object><name>${name}</name><pose>Left</pose>${more}${bounds}</object>`;
const picture = (...objects: string[]): string =>
  `<annotation><folder>VOC2007</folder><filename>x.jpg</filename><source><image>flickr</image></source><size><width>500</width><height>375</height><depth>3</depth></size>${objects.join('')}</annotation>`;

beforeAll(async () => {
  for (const name of ['Annotations', 'ImageSets/Main', 'JPEGImages']) await mkdir(join(folder.path, name), { recursive: true });
  const files: Record<string, string> = {
    'ImageSets/Main/trainval.txt': '000001\n000002\r\n000003 -1\n\n000004\n000005\n',
    'Annotations/000001.xml': picture(
      // A person has parts with boxes of their own.
      object('person', `${box('1', '1', '500', '375')}<part><name>head</name>${box('9', '9', '20', '20')}</part>`, '<difficult>0</difficult>'),
      object('tvmonitor', box('11', '21', '40', '60'), '<difficult>1</difficult>'),
    ),
    'Annotations/000002.xml': picture(object('aeroplane', box('45.7', '10', '80.2', '40'))),
    'Annotations/000003.xml': picture(),
    'Annotations/000004.xml': picture(object('unicorn', box('1', '1', '9', '9')), object('cat', box('60', '1', '9', '9')), object('dog', box('x', '1', '9', '9'))),
    'Annotations/000005.xml': '<annotation><size><width>500</width>',
    'ImageSets/Main/none.txt': '999999\n',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder.path, name), text);
});

describe('readVocRecords', () => {
  it('reads boxes, difficult objects and COCO names', async () => {
    const problems = new Problems();
    const { records, categories } = await readVocRecords({ root: folder.path, split: 'trainval', problems });
    const nameAt = (index = -1): string | undefined => categories[index]?.name;
    expect(categories).toHaveLength(20);
    expect(records.map(({ id }) => id)).toEqual(['000001', '000002', '000003', '000004']);
    expect(records[0]).toMatchObject({ width: 500, height: 375, file: join(folder.path, 'JPEGImages/000001.jpg'), unlabelled: [] });
    const [person, tv] = records[0]?.annotations ?? [];
    expect(person).toMatchObject({ box: { x: 0, y: 0, width: 500, height: 375 }, ignore: false });
    expect(tv).toMatchObject({ box: { x: 10, y: 20, width: 30, height: 40 }, ignore: true });
    expect([nameAt(person?.category), nameAt(tv?.category), nameAt(records[1]?.annotations[0]?.category)]).toEqual(['person', 'tv', 'airplane']);
    expect(records[1]?.annotations[0]?.box).toMatchObject({ y: 9, height: 31 });
    expect(records[1]?.annotations[0]?.box.x).toBeCloseTo(44.7);
    expect(records[2]?.annotations).toEqual([]);
    expect([problems.count('unknown category'), problems.count('bad box'), problems.count('bad annotation')]).toEqual([1, 2, 1]);
  });

  it('marks the categories of COCO that VOC does not have', async () => {
    const { records } = await readVocRecords({ root: folder.path, split: join(folder.path, 'ImageSets/Main/trainval.txt'), categories: COCO_CATEGORIES });
    expect(records[0]?.unlabelled).toHaveLength(60);
    expect(records[0]?.annotations.map(({ category }) => COCO_CATEGORIES[category]?.name)).toEqual(['person', 'tv']);
  });

  it('says what is missing', async () => {
    await expect(readVocRecords({ root: folder.path, split: 'val' })).rejects.toThrow(/val\.txt cannot be read/);
    await expect(readVocRecords({ root: folder.path, split: 'none' })).rejects.toThrow(/None of the 1 pictures .*missing file/);
  });
});
