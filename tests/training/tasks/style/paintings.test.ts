import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Problems } from '../../../../training/data/problems';
import { paintingsIn, paintingsOf } from '../../../../training/tasks/style/paintings';
import { temporaryFolder, writeRectangle } from '../../data/pictures';

const folder = temporaryFolder();
const own = () => join(folder.path, 'paintings');

beforeAll(async () => {
  await mkdir(own());
  for (const file of ['starry_night.png', 'my-own_one.png', 'titled.png']) await writeRectangle(join(own(), file), { width: 4, height: 4 }, { x: 0, y: 0, width: 1, height: 1 });
  await writeFile(join(folder.path, 'style.json'), JSON.stringify([
    { file: 'paintings/starry_night.png', title: 'The Starry Night', artist: 'Vincent van Gogh', year: '1889' }, { file: 'titled.png', title: 'Untitled' }, { file: 'content/cat.jpg', source: 'somewhere' },
  ]));
});

describe('paintings', () => {
  it('are named by the list beside them, or by their files', async () => {
    expect((await paintingsIn(own(), new Problems())).map(({ name }) => name)).toEqual(['my own one', 'The Starry Night, Vincent van Gogh', 'Untitled']);
  });

  it('are found by their names, and what is missing is said', async () => {
    expect(await paintingsOf(own(), ['Untitled', 'my own one'], new Problems())).toEqual([join(own(), 'titled.png'), join(own(), 'my-own_one.png')]);
    await expect(paintingsOf(own(), ['The Scream'], new Problems())).rejects.toThrow(/holds no painting 'The Scream'; it has my own one; The Starry Night/);
  });

  it('a list that is none is refused with what is wrong', async () => {
    await writeFile(join(own(), 'style.json'), '{"file": 1}');
    await expect(paintingsIn(own(), new Problems())).rejects.toThrow(/is no list of paintings: .*expected array/);
    await writeFile(join(own(), 'style.json'), '[');
    await expect(paintingsIn(own(), new Problems())).rejects.toThrow(/is no JSON/);
  });

  it('a folder without pictures is refused', async () => {
    await expect(paintingsIn(join(folder.path, 'nowhere'), new Problems())).rejects.toThrow(/holds no picture; expected one a style/);
  });
});
