import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { classColour } from '../../app/overlay/class-colour';
import { inProject } from '../../server/setup/root.mjs';
import { accessibilityProblems } from './accessibility';
import { fakeCamera } from './camera';
import { withPage } from './harness';
import { choosePicture, drawn, PATIENCE_MS, PATIENT, ready, running, seen, slider, state, things } from './live-page';

/** A still of a clip with three bottles, 400 x 225. */
const bottles = (): Promise<Buffer> => sharp(inProject('tests', 'fixtures', 'pictures', 'bottles.webp')).png().toBuffer();

/** What the three of them cover, in its pixels, measured by hand. */
const BOTTLES = { left: 43, right: 357, bottom: 196 };

describe('the live page', () => {
  const person = fakeCamera('person_walking_in');
  it.each(['phone', 'desktop'] as const)(`looks at ${person.title} on a %s`, async (viewport) => {
    await withPage({ camera: person, viewport }, async ({ page }) => {
      await page.getByRole('link', { name: 'Open the camera' }).click();
      await running(page);
      await seen(page, 'person').waitFor(PATIENT);
      await expect.poll(() => drawn(page), { timeout: 60_000 }).toBeDefined();
      expect(await accessibilityProblems(page)).toEqual([]);

      const { width, scroll, bar } = await page.evaluate(() => ({
        width: innerWidth,
        scroll: document.documentElement.scrollWidth,
        bar: document.querySelector('section[aria-label="Controls"]')?.getBoundingClientRect().toJSON() as DOMRect | undefined,
      }));
      expect(scroll).toBeLessThanOrEqual(width);
      expect(bar?.left).toBeGreaterThanOrEqual(0);
      expect(bar?.right).toBeLessThanOrEqual(width);

      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByText('Paused', { exact: true }).waitFor({ state: 'attached' });
      await page.getByRole('button', { name: 'Go on' }).click();
      await running(page);
    });
  }, PATIENCE_MS);

  it('shows the engine and why, takes another where a person asks for it, and remembers that', async () => {
    await withPage({ camera: fakeCamera('gif_two_people_heads'), path: '/live' }, async ({ page }) => {
      await page.getByRole('button', { name: 'Start the camera' }).click();
      await running(page);
      await page.getByRole('button', { name: 'Settings' }).click();
      const panel = page.getByRole('dialog', { name: 'Settings' });
      await panel.getByText(/It runs on the processor, because this browser offers no WebGPU/).waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);

      await panel.getByRole('radio', { name: /^Processor/ }).click();
      await panel.getByText('You chose it.').waitFor(PATIENT);
      await page.keyboard.press('Escape');
      await panel.waitFor({ state: 'hidden' });

      await page.reload();
      await state(page, /You chose it\.$/).waitFor(PATIENT);
    });
  }, PATIENCE_MS);

  it('computes with threads where the processor has some', async () => {
    await withPage({ camera: 'none', withoutServiceWorker: true }, async ({ page, context }) => {
      await context.route('**/*worker*.js', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: `Object.defineProperty(navigator, 'hardwareConcurrency', { value: 4 });${await response.text()}` });
      });
      await page.getByRole('link', { name: 'Picture or video' }).click();
      await state(page, /SIMD, 2 threads/).waitFor(PATIENT);
      expect(page.workers()).toHaveLength(2);
      await choosePicture(page, await bottles());
      await seen(page, /^bottle 3$/).waitFor(PATIENT);
    });
  }, PATIENCE_MS);

  it('does not take an imitated graphics card for one', async () => {
    await withPage({ path: '/live', camera: 'none', gpu: 'webgpu' }, async ({ page }) => {
      await state(page, /WebAssembly.*because WebGPU is only imitated in software here/).waitFor(PATIENT);
    });
  }, PATIENCE_MS);

  it('finds the bottles in a picture, and the threshold decides what is drawn', async () => {
    await withPage({ path: '/live', camera: 'none', colorScheme: 'dark' }, async ({ page }) => {
      await ready(page);
      await choosePicture(page, await bottles());
      await seen(page, /^bottle 3$/).waitFor(PATIENT);
      expect(await accessibilityProblems(page)).toEqual([]);

      // 1280 x 800 contain the picture 3.2 times as large, 40 from the top.
      const boxes = await drawn(page, classColour(44).css);
      expect(Math.abs((boxes?.left ?? 0) - 3.2 * BOTTLES.left)).toBeLessThan(30);
      expect(Math.abs((boxes?.right ?? 0) - 3.2 * BOTTLES.right)).toBeLessThan(30);
      expect(Math.abs((boxes?.bottom ?? 0) - 40 - 3.2 * BOTTLES.bottom)).toBeLessThan(30);

      const proposed = await things(page);
      await slider(page).focus();
      await page.keyboard.press('End');
      await expect.poll(() => things(page), { timeout: 30_000 }).toBeLessThan(proposed);
      await page.keyboard.press('Home');
      await expect.poll(() => things(page), { timeout: 30_000 }).toBeGreaterThan(proposed);
    });
  }, PATIENCE_MS);

  it('shows and takes the certainty from the start, while the model is still on its way', async () => {
    await withPage({ camera: fakeCamera('bottles_on_table'), withoutServiceWorker: true }, async ({ page, context }) => {
      let letCome: () => void = () => undefined;
      const coming = new Promise<void>((resolve) => {
        letCome = resolve;
      });
      await context.route('**/*.safetensors', async (route) => {
        await coming;
        await route.continue();
      });
      await page.getByRole('link', { name: 'Open the camera' }).click();
      await page.getByRole('progressbar', { name: 'Getting the model ready' }).waitFor(PATIENT);
      const proposed = await slider(page).getAttribute('aria-valuenow');
      await slider(page).focus();
      await page.keyboard.press('ArrowRight');
      const set = String(Number(proposed) + 1);
      expect(await slider(page).getAttribute('aria-valuenow')).toBe(set);
      letCome();
      await running(page);
      expect(await slider(page).getAttribute('aria-valuenow')).toBe(set);
    });
  }, PATIENCE_MS);

  it('says that the camera was refused, what to do, and tries again', async () => {
    const answerLater = (page: Page) =>
      page.addInitScript(() => {
        const { mediaDevices } = navigator;
        const ask = mediaDevices.getUserMedia.bind(mediaDevices);
        mediaDevices.getUserMedia = async (wish) => {
          await new Promise((resolve) => addEventListener('answered', resolve, { once: true }));
          return ask(wish);
        };
      });
    await withPage({ path: '/live', camera: 'denied', prepare: answerLater }, async ({ page }) => {
      await page.getByText('The browser will ask whether this page may use the camera.').waitFor();
      await page.getByRole('button', { name: 'Start the camera' }).click();
      await page.getByRole('heading', { name: 'Allow the camera' }).waitFor();
      await page.getByText(/Your browser asks now .* on this device and go nowhere else/).waitFor();
      await page.evaluate(() => dispatchEvent(new Event('answered')));
      const alert = page.getByRole('alert').filter({ hasText: 'The camera was not allowed' });
      await alert.waitFor(PATIENT);
      await alert.getByText(/Allow it for this page/).waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
      await alert.getByRole('button', { name: 'Try again' }).click();
      await page.evaluate(() => dispatchEvent(new Event('answered')));
      await alert.waitFor(PATIENT);
    });
  }, PATIENCE_MS);

  it('says that there is no camera, and takes a picture instead', async () => {
    await withPage({ path: '/live?start=camera', camera: 'none', viewport: 'phone' }, async ({ page }) => {
      const alert = page.getByRole('alert').filter({ hasText: 'No camera was found' });
      await alert.waitFor(PATIENT);
      await choosePicture(page, await sharp({ create: { width: 300, height: 200, channels: 3, background: '#467' } }).png().toBuffer(), 'blue.png');
      await page.getByRole('img', { name: 'blue.png' }).waitFor();
      await page.getByText('Running: ').waitFor({ state: 'attached', ...PATIENT });
      expect(await alert.count()).toBe(0);
    });
  }, PATIENCE_MS);

  it('says that a file is no picture', async () => {
    await withPage({ path: '/live', camera: 'none' }, async ({ page }) => {
      await choosePicture(page, Buffer.from('not a picture'));
      await page.getByRole('alert').filter({ hasText: 'neither a picture nor a video' }).waitFor(PATIENT);
    });
  }, PATIENCE_MS);

  it('says that a model cannot be downloaded, and tries again', async () => {
    await withPage({ camera: 'none' }, async ({ page, context }) => {
      let broken = true;
      await context.route('**/models/*/card.json', (route) => (broken ? route.fulfill({ status: 503, body: '' }) : route.continue()));
      await page.getByRole('link', { name: 'Picture or video' }).click();
      const alert = page.getByRole('alert').filter({ hasText: 'The model does not run' });
      await alert.getByText(/it answered 503/).waitFor(PATIENT);
      broken = false;
      await alert.getByRole('button', { name: 'Try again' }).click();
      await ready(page);
    });
  }, PATIENCE_MS);
});
