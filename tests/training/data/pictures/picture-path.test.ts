import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { picturePath } from '../../../../training/data/pictures/picture-path';
import { temporaryFolder } from '../pictures';

const folder = temporaryFolder();

describe.skipIf(process.platform === 'win32')('picturePath', () => {
  it('takes a backslash for what separates folders, unless a file is called so', () => {
    mkdirSync(join(folder.path, 'sub'));
    writeFileSync(join(folder.path, 'sub', 'a.png'), '');
    writeFileSync(join(folder.path, 'sub', 'b.png'), '');
    writeFileSync(join(folder.path, 'sub\\b.png'), '');
    expect(picturePath(folder.path, 'sub\\a.png')).toBe(join(folder.path, 'sub', 'a.png'));
    expect(picturePath(folder.path, 'sub\\b.png')).toBe(join(folder.path, 'sub\\b.png'));
    expect(picturePath(folder.path, 'sub/a.png')).toBe(join(folder.path, 'sub', 'a.png'));
  });
});
