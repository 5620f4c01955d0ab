import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inlineScriptHashes, readPrerenderedPages } from '../../server/inline-scripts';

const source = (script: string) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`;

describe('the hashes of inline scripts', () => {
  it('cover every inline script once, and no external one', () => {
    const script = fc.string().filter((text) => !/<\/?script/i.test(text));
    fc.assert(fc.property(fc.array(script), (scripts) => {
      const html = `<html><script src="/a.js" async=""></script>${scripts.map((text, index) => `<p>${index}</p><script id="x">${text}</script>`).join('')}</html>`;
      expect(inlineScriptHashes(html)).toEqual([...new Set(scripts.map(source))]);
    }));
  });

  it('are found by the path of the page, nested ones too', async () => {
    const build = await mkdtemp(join(tmpdir(), 'fovea-build-'));
    await mkdir(join(build, 'server', 'app', 'models'), { recursive: true });
    await writeFile(join(build, 'server', 'app', 'index.html'), '<script>home()</script>');
    await writeFile(join(build, 'server', 'app', 'models', 'one.html'), '<script>one()</script>');
    await writeFile(join(build, 'server', 'app', 'index.rsc'), '');
    expect([...(await readPrerenderedPages(build))].sort()).toEqual([['/', [source('home()')]], ['/models/one', [source('one()')]]]);
  });

  it('are none where nothing is built', async () => {
    expect((await readPrerenderedPages(join(tmpdir(), 'fovea-no-such-build'))).size).toBe(0);
  });
});
