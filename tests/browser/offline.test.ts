import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { inProject } from '../../server/setup/root.mjs';
import { accessibilityProblems } from './accessibility';
import { fakeCamera } from './camera';
import { serverOrigin, serviceWorkerInCharge, withPage } from './harness';
import { startServer } from './server-process';

const PATIENCE_MS = 600_000;
const PATIENT = { timeout: 120_000 };

const ready = (page: Page) => page.getByText(/ is ready$/).waitFor(PATIENT);

describe('after one visit', () => {
  it('the page detects with the network off and the server killed', async () => {
    await serverOrigin();
    const server = await startServer();
    try {
      const camera = fakeCamera('gif_two_people_heads');
      await withPage({ server: server.url, path: '/live', camera }, async ({ page, context }) => {
        await ready(page);
        await serviceWorkerInCharge(page);

        if (server.pid !== undefined) process.kill(server.pid, 'SIGKILL');
        await server.stop();
        await context.setOffline(true);

        const answer = await page.reload();
        expect(answer?.headers()['content-security-policy']).toMatch(/default-src 'self'/);
        expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
        await page.getByRole('button', { name: 'Start the camera' }).click();
        await page.getByText(/^Running: /).waitFor({ state: 'attached', ...PATIENT });
        await page.getByRole('list', { name: 'Seen now' }).getByRole('listitem').filter({ hasText: 'person' }).waitFor(PATIENT);

        // Its own query, another page, a page of a model, and an address that is none.
        const origin = new URL(server.url).origin;
        for (const [path, heading] of [['/live?start=none', 'Live'], ['/models', 'Models'], ['/compare', 'Compare'], ['/', 'See what your camera sees'], ['/no-such-page', 'Not on this device']] as const) {
          await page.goto(`${origin}${path}`);
          await page.getByRole('heading', { name: heading, exact: true, level: 1 }).waitFor({ state: 'attached', ...PATIENT });
        }
        await page.goto(`${origin}/models`);
        await page.getByRole('link', { name: /^All about it / }).first().click();
        await page.getByRole('heading', { name: 'At a glance' }).waitFor(PATIENT);
      });
    } finally {
      await server.stop();
    }
  }, PATIENCE_MS);

  it('what is kept is offered in the place of a model that is not, which comes by itself once the network is back', async () => {
    const other = '/live?model=faster-rcnn-shufflenet-v2-pan-320';
    const comes = (page: Page, title: string) => page.getByText(`${title} is ready`).waitFor(PATIENT);
    await withPage({ path: '/live', camera: 'none' }, async ({ page, context, origin }) => {
      await comes(page, 'Everyday things, fast');
      await serviceWorkerInCharge(page);
      await context.setOffline(true);
      const missing = page.getByRole('alert').filter({ hasText: 'Everyday things, looking twice is not on this device' });
      await page.goto(`${origin}${other}`);
      await missing.waitFor(PATIENT);
      expect(await accessibilityProblems(page)).toEqual([]);
      await missing.getByRole('button', { name: 'Go on with Everyday things, fast' }).click();
      await comes(page, 'Everyday things, fast');

      // A choice is kept once it runs.
      await page.goto(`${origin}${other}`);
      await missing.waitFor(PATIENT);
      await page.goto(`${origin}/live`);
      await comes(page, 'Everyday things, fast');
      await page.goto(`${origin}${other}`);
      await missing.waitFor(PATIENT);
      await context.setOffline(false);
      await comes(page, 'Everyday things, looking twice');
      await page.goto(`${origin}/live`);
      await comes(page, 'Everyday things, looking twice');

      expect((await page.goto(`${origin}/no-such-page`))?.status()).toBe(404);
      await page.getByRole('heading', { name: 'Nothing seen here' }).waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
    });
  }, PATIENCE_MS);

  it('an unchanged model is not downloaded again, a damaged copy is', async () => {
    await withPage({ path: '/live', camera: 'none' }, async ({ page, context }) => {
      await ready(page);
      const downloads: string[] = [];
      context.on('request', (request) => { if (request.url().endsWith('.safetensors')) downloads.push(request.url()); });
      await page.reload();
      await ready(page);
      expect(downloads).toEqual([]);

      const damaged = await page.evaluate(async () => {
        const cache = await caches.open('fovea-models');
        const weights = (await cache.keys()).filter(({ url }) => url.includes('sha256='));
        for (const request of weights) await cache.put(request, new Response(new Uint8Array(1000)));
        return weights.length;
      });
      expect(damaged).toBe(1);
      for (const expected of [1, 1]) {
        await page.reload();
        await ready(page);
        expect(downloads).toHaveLength(expected);
      }
    });
  }, PATIENCE_MS);
});

describe('the application', () => {
  it('can be installed', async () => {
    await withPage({}, async ({ page, context, origin }) => {
      await serviceWorkerInCharge(page);
      const debug = await context.newCDPSession(page);
      const { installabilityErrors } = await debug.send('Page.getInstallabilityErrors');
      // The tests' windows are private ones, which cannot install anything.
      expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
      const { errors, data } = await debug.send('Page.getAppManifest');
      expect(errors).toEqual([]);

      const { icons, screenshots } = JSON.parse(data ?? '{}') as Record<'icons' | 'screenshots', readonly { readonly src: string }[]>;
      for (const { src } of [...icons, ...screenshots]) {
        const answer = await page.request.get(new URL(src, origin).href);
        expect(await answer.body(), src).toEqual(await readFile(inProject('public', src)));
      }
    });
  });
});
