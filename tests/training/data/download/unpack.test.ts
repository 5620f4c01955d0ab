import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tar from 'tar';
import { describe, expect, it } from 'vitest';
import { unpack } from '../../../../training/data/download/unpack';
import { temporaryFolder } from '../pictures';
import { zipOf } from './archives';

const folder = temporaryFolder();
const moved = (entry: string): string | undefined => (entry.endsWith('.jpg') ? `images/${entry.split('/').at(-1) ?? ''}` : undefined);

describe('unpack', () => {
  it('puts the entries of a .zip and of a .tar where they belong', async () => {
    const source = join(folder.path, 'source');
    await mkdir(join(source, 'set/deep'), { recursive: true });
    await writeFile(join(source, 'set/deep/a.jpg'), 'one');
    await writeFile(join(source, 'set/readme.txt'), 'two');
    await tar.create({ file: join(folder.path, 'a.tar'), cwd: source }, ['set']);
    await writeFile(join(folder.path, 'a.zip'), zipOf({ 'set/': '', 'set/deep/a.jpg': 'one', 'set/readme.txt': 'two' }));
    for (const archive of ['a.tar', 'a.zip']) {
      const some = join(folder.path, `${archive}-some`);
      expect(await unpack(join(folder.path, archive), some, moved)).toBe(1);
      expect(await readFile(join(some, 'images/a.jpg'), 'utf8')).toBe('one');
      expect(existsSync(join(some, 'set'))).toBe(false);
      const all = join(folder.path, `${archive}-all`);
      expect(await unpack(join(folder.path, archive), all, (entry) => entry)).toBe(2);
      expect(await readFile(join(all, 'set/readme.txt'), 'utf8')).toBe('two');
    }
  });

  it('refuses what is damaged and what leads out of the folder', async () => {
    const target = join(folder.path, 'target');
    await writeFile(join(folder.path, 'half.zip'), zipOf({ a: 'x'.repeat(999) }).subarray(0, 500));
    await expect(unpack(join(folder.path, 'half.zip'), target, (entry) => entry)).rejects.toThrow(/half\.zip cannot be unpacked/);
    await writeFile(join(folder.path, 'out.zip'), zipOf({ a: 'x' }));
    await expect(unpack(join(folder.path, 'out.zip'), target, () => '../a')).rejects.toThrow(/leads out/);
    await writeFile(join(folder.path, 'out2.zip'), zipOf({ '../../b': 'x' }));
    await expect(unpack(join(folder.path, 'out2.zip'), target, (entry) => entry)).rejects.toThrow(/out2\.zip/);
    expect(existsSync(join(folder.path, 'a'))).toBe(false);
  });
});
