import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { listPictures } from '../../../../training/data/pictures/list-pictures';
import { temporaryFolder } from '../pictures';

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);

beforeAll(() => {
  for (const name of ['cam1/0005.png', 'cam2/0005.png', 'cam2/deeper/7.JPG', 'cam2/notes.txt', 'cam2/.hidden.jpg', 'empty/notes.txt']) {
    mkdirSync(dirname(at(name)), { recursive: true });
    writeFileSync(at(name), '');
  }
});

const list = async (given: readonly string[], input = '') =>
  (await listPictures(given, Readable.from([input]))).map(({ id, file_name }) => [id, file_name]);

describe('listPictures', () => {
  it('keeps the folders that tell pictures apart, and gives each an id of its own', async () => {
    expect(await list([at('cam1/0005.png'), at('cam2/0005.png')])).toEqual([['cam1/0005.png', 'cam1/0005.png'], ['cam2/0005.png', 'cam2/0005.png']]);
    expect(await list([at('cam1/0005.png')])).toEqual([[5, '0005.png']]);
  });

  it('takes the pictures of a folder and of those below it', async () => {
    expect(await list([at('cam2')])).toEqual([[5, '0005.png'], [7, 'deeper/7.JPG']]);
    expect(await list([at('empty')])).toEqual([['empty', 'empty']]);
  });

  it('takes a picture that is named twice once', async () => {
    expect(await list([at('cam2'), at('cam2/0005.png'), `${folder.path}/cam1/../cam2/0005.png`])).toHaveLength(2);
  });

  it('reads names from its input, a line each or with zero bytes', async () => {
    const names = [at('cam1/0005.png'), at('gone.png')];
    const expected = [[5, 'cam1/0005.png'], ['gone.png', 'gone.png']];
    expect(await list(['-'], `${names.join('\r\n')}\n`)).toEqual(expected);
    expect(await list(['-'], `${names.join('\0')}\0`)).toEqual(expected);
    expect(await list(['-'])).toEqual([]);
  });
});
