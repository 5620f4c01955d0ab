import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { serviceWorkerInCharge, withPage } from './harness';
import { outOfSight, PATIENCE_MS, PATIENT, ready, running, seen } from './live-page';

const sample = (page: Page, name: string) => page.getByRole('group', { name: 'Or try it on a sample' }).getByRole('button', { name });
const time = (page: Page) => page.locator('video').first().evaluate((video) => (video instanceof HTMLVideoElement ? video.currentTime : NaN));
const saved = async (page: Page, name: RegExp) => {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()]);
  return await readFile(await download.path());
};

describe('without a camera', () => {
  it('a sample is looked at, and stays at hand without a network', async () => {
    const order: string[] = [];
    const prepare = (page: Page) => {
      page.context().on('requestfinished', (request) => request.url().endsWith('.safetensors') && order.push('the model'));
      page.context().on('request', (request) => request.serviceWorker() !== null && order.push('what is kept for later'));
      return Promise.resolve();
    };
    await withPage({ path: '/live', camera: 'none', viewport: 'narrow', prepare }, async ({ page, context }) => {
      await ready(page);
      expect(await outOfSight(page)).toEqual([]);
      await serviceWorkerInCharge(page);
      expect(order[0]).toBe('the model');

      // A window of the tests is a private one, to which the browser itself makes no offer.
      await page.evaluate(() => dispatchEvent(Object.assign(new Event('beforeinstallprompt', { cancelable: true }), { prompt: () => Promise.resolve(Object.assign(window, { offered: true })) })));
      await page.getByRole('button', { name: 'Install Fovea' }).click();
      expect(await page.evaluate(() => 'offered' in window)).toBe(true);
      await page.getByRole('button', { name: 'Install Fovea' }).waitFor({ state: 'detached' });

      await sample(page, 'Cat').click();
      await seen(page, 'cat').waitFor(PATIENT);
      await context.setOffline(true);
      await page.reload();
      await ready(page);
      await page.waitForFunction(() => [...document.querySelectorAll<HTMLImageElement>('img[src^="/samples/"]')].every(({ naturalWidth }) => naturalWidth > 0));
      await sample(page, 'Cat').click();
      await seen(page, 'cat').waitFor(PATIENT);
    });
  }, PATIENCE_MS);

  it('a picture that is pasted is looked at, and one that another application shares, of which nothing stays', async () => {
    await withPage({ path: '/live', camera: 'none' }, async ({ page }) => {
      await ready(page);
      await page.evaluate(async () => {
        const clipboardData = new DataTransfer();
        clipboardData.items.add(new File([await (await fetch('/samples/coffee.webp')).blob()], 'coffee.webp', { type: 'image/webp' }));
        document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
      });
      await seen(page, 'cup').waitFor(PATIENT);

      await serviceWorkerInCharge(page);
      const posts: string[] = [];
      page.context().on('request', (request) => {
        if (request.method() === 'POST' && request.serviceWorker() !== null) posts.push(request.url());
      });
      await page.evaluate(async () => {
        const form = Object.assign(document.createElement('form'), { action: '/live/share', method: 'post', enctype: 'multipart/form-data' });
        const input = Object.assign(document.createElement('input'), { type: 'file', name: 'file' });
        const shared = new DataTransfer();
        shared.items.add(new File([await (await fetch('/samples/cat.webp')).blob()], 'cat.webp', { type: 'image/webp' }));
        input.files = shared.files;
        form.append(input);
        document.body.append(form);
        form.submit();
      });
      await seen(page, 'cat').waitFor(PATIENT);
      expect(new URL(page.url()).search).toBe('');
      expect(await page.evaluate(() => caches.has('fovea-shared'))).toBe(false);
      expect(posts).toEqual([]);

      await page.goto(new URL('/live?shared', page.url()).href);
      await page.getByRole('alert').getByText('What was shared has not arrived').waitFor(PATIENT);
    });
  }, PATIENCE_MS);
});

describe('a video file', () => {
  it('is moved in, and looked through from its beginning to its end', async () => {
    await withPage({ path: '/live', camera: 'none' }, async ({ page }) => {
      await ready(page);
      await sample(page, 'A clip').click();
      await running(page);
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByRole('slider', { name: 'Position' }).press('Home');
      await page.waitForFunction(() => document.querySelector('video')?.currentTime === 0);
      for (const [name, frame] of [['One picture on', 1], ['One picture on', 2], ['One picture back', 1]] as const) {
        await page.getByRole('button', { name }).click();
        await page.waitForFunction((at) => Math.floor(30 * (document.querySelector('video')?.currentTime ?? 0)) === at, frame);
      }
      expect(await time(page)).toBeCloseTo(1.5 / 30, 3);
      await page.getByRole('combobox', { name: 'Speed' }).selectOption('2');
      expect(await page.locator('video').first().evaluate((video) => video instanceof HTMLVideoElement && video.playbackRate)).toBe(2);

      await page.getByRole('button', { name: 'Whole file' }).click();
      const sheet = page.getByRole('dialog', { name: 'Whole file' });
      await sheet.getByRole('combobox', { name: 'Look at' }).selectOption('2');
      await sheet.getByRole('button', { name: 'Start' }).click();
      await page.getByRole('dialog', { name: 'Result' }).waitFor(PATIENT);

      const { images, annotations } = JSON.parse((await saved(page, /^Save the boxes/)).toString()) as { readonly images: readonly { readonly time_s: number; readonly width: number }[]; readonly annotations: readonly { readonly track_id: number; readonly category_id: number }[] };
      expect(images.map(({ time_s }) => time_s)).toEqual(Array.from({ length: 18 }, (_, index) => index / 2));
      const bottles = annotations.filter(({ category_id }) => category_id === 44);
      expect(bottles.length).toBeGreaterThan(18);
      expect(new Set(bottles.map(({ track_id }) => track_id)).size).toBeLessThan(10);
      expect((await saved(page, /^Save the table/)).toString().split('\r\n')).toHaveLength(annotations.length + 2);
      expect((await saved(page, /^Save the video/)).toString('latin1')).toContain('webm');
      const length = await page.getByLabel('The result', { exact: true }).evaluate(async (video) => {
        if (!(video instanceof HTMLVideoElement)) return NaN;
        const sought = new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }));
        video.currentTime = 6.2;
        await sought;
        return video.duration;
      });
      expect(length).toBeCloseTo(9, 1);

      // Given up: nothing is kept.
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Whole file' }).click();
      await sheet.getByRole('button', { name: 'Start' }).click();
      await sheet.getByText(/frames? · /).waitFor(PATIENT);
      await sheet.getByRole('button', { name: 'Cancel' }).click();
      await sheet.waitFor({ state: 'detached' });
      expect(await page.getByRole('dialog', { name: 'Result' }).count()).toBe(0);
    });
  }, PATIENCE_MS);
});
