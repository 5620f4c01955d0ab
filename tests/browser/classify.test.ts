import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { inProject } from '../../server/setup/root.mjs';
import { accessibilityProblems } from './accessibility';
import { fakeCamera, stillCamera } from './camera';
import { serviceWorkerInCharge, withPage } from './harness';
import { choosePicture, openSettings, PATIENCE_MS, PATIENT, ready, running, seen, state } from './live-page';

const MODEL = 'mobilenet-v2-imagenet';
const path = `/live?model=${MODEL}`;
const mode = (page: Page, name: string) => page.getByRole('radiogroup', { name: 'Mode' }).getByRole('radio', { name });
/** The bars, the most probable first. */
const answers = (page: Page) => page.getByRole('region', { name: 'What the picture shows' }).getByRole('listitem');
const leading = (page: Page, label: string) => answers(page).first().filter({ hasText: label }).waitFor(PATIENT);
const sample = (name: string): Promise<Buffer> => sharp(inProject('public', 'samples', `${name}.webp`)).png().toBuffer();
const videoTrack = (page: Page) => page.locator('video').first().evaluate((video) => (video instanceof HTMLVideoElement && video.srcObject instanceof MediaStream ? video.srcObject.getVideoTracks()[0]?.id : undefined));

describe('the mode that names what a picture shows', () => {
  it.each(['phone', 'desktop'] as const)('gives a cat and a cup their names on a %s, and keeps both in a snapshot', async (viewport) => {
    await withPage({ path, camera: 'none', viewport }, async ({ page }) => {
      await ready(page);
      await choosePicture(page, await sample('cat'), 'cat.png');
      await leading(page, 'Egyptian cat');
      expect(await mode(page, 'Classify').isChecked()).toBe(true);
      expect(await accessibilityProblems(page)).toEqual([]);

      await page.getByRole('button', { name: 'Snapshot' }).click();
      const sheet = page.getByRole('dialog', { name: 'Snapshot' });
      await sheet.getByText(/Egyptian cat \d\d %.*, seen by /).waitFor(PATIENT);
      expect(await accessibilityProblems(page)).toEqual([]);
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /^Save the answers/ }).click()]);
      const { images, annotations, categories } = JSON.parse(await readFile(await download.path(), 'utf8')) as {
        readonly images: readonly { readonly width: number; readonly height: number }[];
        readonly annotations: readonly { readonly category_id: number; readonly bbox: readonly number[]; readonly score: number }[];
        readonly categories: readonly { readonly id: number; readonly name: string }[];
      };
      expect(categories.find(({ id }) => id === annotations[0]?.category_id)?.name).toBe('Egyptian cat');
      expect(annotations[0]?.bbox).toEqual([0, 0, images[0]?.width, images[0]?.height]);
      expect(annotations[0]?.score).toBeGreaterThan(0.5);
      await page.keyboard.press('Escape');

      await choosePicture(page, await sample('coffee'), 'coffee.png');
      await leading(page, 'espresso');
    });
  }, PATIENCE_MS);

  it('is a tap, a key or a swipe away, while the camera stays open, and each mode keeps its model for the next visit', async () => {
    await withPage({ path: '/live?start=camera', camera: fakeCamera('bottles_on_table'), viewport: 'phone' }, async ({ page }) => {
      await running(page);
      await seen(page, 'bottle').waitFor(PATIENT);
      const track = await videoTrack(page);
      expect(track).toBeDefined();

      await mode(page, 'Classify').click();
      await answers(page).first().waitFor(PATIENT);
      expect(await page.getByRole('list', { name: 'Seen now' }).count()).toBe(0);
      await page.keyboard.press('ArrowLeft', { delay: 100 });
      await seen(page, 'bottle').waitFor(PATIENT);
      expect(await mode(page, 'Segment').isChecked()).toBe(true);

      const touch = await page.context().newCDPSession(page);
      const at = (type: 'touchStart' | 'touchMove' | 'touchEnd', x: number) => touch.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y: 300 }] });
      await at('touchStart', 300);
      for (const x of [240, 180, 120]) await at('touchMove', x);
      await at('touchEnd', 120);
      await answers(page).first().waitFor(PATIENT);
      expect(await videoTrack(page)).toBe(track);

      const panel = await openSettings(page);
      await panel.getByRole('radio', { name: /^One name for a whole picture/ }).waitFor();
      expect(await panel.getByRole('radio', { name: /^Everyday things, fast/ }).count()).toBe(0);
      await page.keyboard.press('Escape');
      await page.goto(new URL('/live?start=camera', page.url()).href);
      await running(page);
      expect(await mode(page, 'Classify').isChecked()).toBe(true);
      await answers(page).first().waitFor(PATIENT);
    });
  }, PATIENCE_MS);

  it('tells who asked for it the leading answer, and works without a network', async () => {
    await withPage({ path, camera: 'none' }, async ({ page, context }) => {
      await ready(page);
      await choosePicture(page, await sample('coffee'), 'coffee.png');
      await leading(page, 'espresso');
      const panel = await openSettings(page);
      await panel.getByRole('switch', { name: 'Tell a screen reader what is seen' }).click();
      await page.getByRole('status').getByText('espresso', { exact: true }).waitFor({ state: 'attached', ...PATIENT });

      await serviceWorkerInCharge(page);
      await context.setOffline(true);
      await page.reload();
      await ready(page);
      await choosePicture(page, await sample('cat'), 'cat.png');
      await leading(page, 'Egyptian cat');
    });
  }, PATIENCE_MS);

  it('has the server give the answers that the device gives', async () => {
    await withPage({ path: `${path}&start=camera`, camera: stillCamera(inProject('public', 'samples', 'cat.webp')) }, async ({ page }) => {
      await running(page);
      await leading(page, 'Egyptian cat');
      // The camera goes round a little, and with it what is answered.
      const probability = async () => Number(/(\d+) %/.exec(await answers(page).first().innerText())?.[1]);
      const onDevice = await probability();
      const panel = await openSettings(page);
      await panel.getByRole('radio', { name: /^The server/ }).click();
      await page.getByRole('button', { name: 'Send pictures' }).click();
      await page.keyboard.press('Escape');
      await state(page, /to the server\s+On the server/).waitFor(PATIENT);
      await leading(page, 'Egyptian cat');
      expect(Math.abs((await probability()) - onDevice)).toBeLessThan(25);
    });
  }, PATIENCE_MS);
});
