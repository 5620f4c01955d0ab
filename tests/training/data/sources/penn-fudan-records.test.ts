import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Problems } from '../../../../training/data/problems';
import { readPennFudanRecords } from '../../../../training/data/sources/penn-fudan-records';
import { temporaryFolder } from '../pictures';

const folder = temporaryFolder();

describe('readPennFudanRecords', () => {
  it('reads the boxes of the text files', async () => {
    await mkdir(join(folder.path, 'Annotation'));
    await writeFile(join(folder.path, 'Annotation/FudanPed00001.txt'), [
      '# Compatible with PASCAL Annotation Version 1.00',
      'Image filename : "PennFudanPed/PNGImages/FudanPed00001.png"',
      'Image size (X x Y x C) : 559 x 536 x 3',
      'Objects with ground truth : 2 { "PASpersonWalking" "PASpersonWalking" }',
      'Bounding box for object 1 "PASpersonWalking" (Xmin, Ymin) - (Xmax, Ymax) : (160, 182) - (302, 431)',
      'Bounding box for object 2 "PASpersonWalking" (Xmin, Ymin) - (Xmax, Ymax) : (420, 171) - (400, 486)',
    ].join('\n'));
    await writeFile(join(folder.path, 'Annotation/FudanPed00002.txt'), 'nothing');
    const problems = new Problems();
    const { records, categories } = await readPennFudanRecords({ root: folder.path, problems });
    expect(categories).toMatchObject([{ name: 'person' }]);
    expect(records).toEqual([{
      id: 'FudanPed00001', file: join(folder.path, 'PNGImages/FudanPed00001.png'), width: 559, height: 536, unlabelled: [],
      annotations: [{ box: { x: 159, y: 181, width: 143, height: 250 }, category: 0, ignore: false }],
    }]);
    expect([problems.count('bad box'), problems.count('bad annotation')]).toEqual([1, 1]);
    await expect(readPennFudanRecords({ root: join(folder.path, 'nowhere') })).rejects.toThrow(/cannot be read/);
  });
});
