import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { isInstalled } from '../../../server/setup/install.mjs';

describe('whether the packages are installed', () => {
  let folder: string;
  const wanted = { '': {}, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' }, 'node_modules/b': { version: '2.0.0', integrity: 'sha512-b', optional: true } };
  const write = (installed: object) => writeFile(join(folder, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: installed }));
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fovea-install-'));
    await mkdir(join(folder, 'node_modules'));
    await writeFile(join(folder, 'package-lock.json'), JSON.stringify({ packages: wanted }));
  });

  it('is so where npm has written down the same versions, with or without the optional ones', async () => {
    await write({ 'node_modules/a': wanted['node_modules/a'], 'node_modules/b': wanted['node_modules/b'] });
    expect(isInstalled(folder)).toBe(true);
    await write({ 'node_modules/a': wanted['node_modules/a'] });
    expect(isInstalled(folder)).toBe(true);
  });

  it('is not so where npm never came to its end', async () => {
    expect(isInstalled(folder)).toBe(false);
    await rm(join(folder, 'node_modules'), { recursive: true });
    expect(isInstalled(folder)).toBe(false);
  });

  it.each([
    ['a package is missing', { 'node_modules/b': wanted['node_modules/b'] }],
    ['a version differs', { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } }],
    ['an optional version differs', { 'node_modules/a': wanted['node_modules/a'], 'node_modules/b': { version: '2.1.0', integrity: 'sha512-b' } }],
    ['the contents differ', { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-other' } }],
  ])('is not so where %s', async (_name, installed) => {
    await write(installed);
    expect(isInstalled(folder)).toBe(false);
  });
});
