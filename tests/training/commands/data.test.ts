import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { cocoDataset } from '../../../training/data/sources/coco/coco-dataset';
import { temporaryFolder, writeRecords } from '../data/pictures';

const folder = temporaryFolder();
const data = (...args: string[]) => spawnSync(process.execPath, [resolve(import.meta.dirname, '../../../training/launch.mjs'), 'data', ...args], { encoding: 'utf8' });

describe('npm run data', () => {
  it('lists the sets with size and licence', () => {
    const { status, stdout } = data('--list');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^voc2007 +911 MB {2}PASCAL VOC 2007.*\n +Licence: /m);
  });

  it('refuses a set that it does not know', () => {
    const { status, stderr } = data('imagenet', '--dir', folder.path);
    expect([status, stderr.trim().split('\n').length]).toEqual([2, 1]);
    expect(stderr).toContain('choose coco');
  });

  it('draws a sheet', async () => {
    const records = await writeRecords(folder.path, 3);
    const annotations = join(folder.path, 'train.json');
    const out = join(folder.path, 'sheet.png');
    await writeFile(annotations, JSON.stringify(cocoDataset({ records, categories: [{ id: 1, name: 'a' }, { id: 2, name: 'b' }, { id: 3, name: 'c' }] }, folder.path)));
    expect(data('sheet', '--annotations', annotations, '--images', folder.path, '--out', out, '--augment', '--count', '2', '--size', '50')).toMatchObject({ status: 0 });
    expect(await sharp(out).metadata()).toMatchObject({ width: 100, height: 50 });
    expect(data('sheet', '--annotations', join(folder.path, 'none.json'), '--images', folder.path, '--out', out).status).toBe(2);
  });
});
