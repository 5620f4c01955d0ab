import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readImageFolder } from '../../../../training/data/sources/image-folder';
import { Problems } from '../../../../training/data/problems';
import { temporaryFolder } from '../pictures';

const folder = temporaryFolder();

beforeAll(async () => {
  for (const file of ['cat/b.JPG', 'cat/a.png', 'cat/more/c.webp', 'dog/d.jpeg', 'dog/notes.txt', 'dog/.hidden.jpg', '.git/e.png', 'readme.md']) {
    await mkdir(join(folder.path, file, '..'), { recursive: true });
    await writeFile(join(folder.path, file), '');
  }
});

describe('readImageFolder', () => {
  it('reads one folder a class', async () => {
    const problems = new Problems();
    const { records, classes } = await readImageFolder({ root: folder.path, problems });
    expect(classes).toEqual(['cat', 'dog']);
    expect(records.map(({ id, category }) => [id, category])).toEqual([['cat/a.png', 0], ['cat/b.JPG', 0], ['cat/more/c.webp', 0], ['dog/d.jpeg', 1]]);
    expect(records[0]?.file).toBe(join(folder.path, 'cat/a.png'));
    expect(problems.lines()).toEqual([expect.stringMatching(/^1 x broken picture: .*notes\.txt: not a picture/)]);
  });

  it('takes the order of the classes that are given, and reports the folders that differ', async () => {
    const problems = new Problems();
    const { records } = await readImageFolder({ root: folder.path, classes: ['horse', 'dog'], problems });
    expect(records.map(({ id, category }) => [id, category])).toEqual([['dog/d.jpeg', 1]]);
    expect([problems.count('unknown category'), problems.count('missing file')]).toEqual([1, 1]);
  });

  it('says when there is nothing', async () => {
    await expect(readImageFolder({ root: join(folder.path, 'nowhere') })).rejects.toThrow(/cannot be read/);
    await expect(readImageFolder({ root: join(folder.path, 'cat/more') })).rejects.toThrow(/holds no picture/);
  });
});
