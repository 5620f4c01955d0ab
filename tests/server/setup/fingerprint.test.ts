import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../../server/setup/fingerprint.mjs';

describe('the fingerprint of the sources', () => {
  it('changes with every content and name, and with nothing else', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fovea-fingerprint-'));
    const at = (path: string) => join(folder, path);
    await mkdir(at('app/live'), { recursive: true });
    await mkdir(at('public/tfjs'), { recursive: true });
    await writeFile(at('app/page.tsx'), 'one');
    await writeFile(at('app/live/page.tsx'), 'two');
    const take = () => fingerprint(folder, ['app', 'public', 'next.config.ts'], new Set(['public/tfjs']));

    const first = take();
    await utimes(at('app/page.tsx'), new Date(0), new Date(0));
    await writeFile(at('public/tfjs/a.wasm'), 'generated');
    expect(take()).toBe(first);

    const seen = new Set([first]);
    const isNew = () => {
      const now = take();
      expect(seen).not.toContain(now);
      seen.add(now);
    };
    await writeFile(at('app/live/page.tsx'), 'three');
    isNew();
    await rename(at('app/page.tsx'), at('app/layout.tsx'));
    isNew();
    await writeFile(at('next.config.ts'), '');
    isNew();
    await rm(at('app/live'), { recursive: true });
    isNew();
  });
});
