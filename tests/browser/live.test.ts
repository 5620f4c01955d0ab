import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { classColour } from '../../app/overlay/class-colour';
import { inProject } from '../../server/setup/root.mjs';
import { accessibilityProblems } from './accessibility';
import { fakeCamera } from './camera';
import { withPage } from './harness';

/** Engines start slowly on a busy machine; nothing here depends on how long it takes. */
const PATIENCE_MS = 240_000;
const PATIENT = { timeout: 120_000 };

const running = (page: Page) => page.getByText(/^Running: /).waitFor({ state: 'attached', ...PATIENT });
const ready = (page: Page) => page.getByText(/ is ready$/).waitFor(PATIENT);
const seen = (page: Page, label: string | RegExp) => page.getByRole('list', { name: 'Seen now' }).getByRole('listitem').filter({ hasText: label });
const slider = (page: Page) => page.getByRole('slider', { name: 'Certainty' });

/** The rectangle, in CSS pixels, that encloses what is drawn over the picture (in one colour, where one is given); undefined while nothing is. */
const drawn = (page: Page, colour?: string) =>
  page.getByTestId('overlay').evaluate((canvas, css) => {
    if (!(canvas instanceof HTMLCanvasElement)) throw new Error('The overlay is not a canvas.');
    const paint = new OffscreenCanvas(1, 1).getContext('2d');
    if (css !== undefined && paint !== null) paint.fillStyle = css;
    paint?.fillRect(0, 0, 1, 1);
    const wanted = css === undefined ? undefined : paint?.getImageData(0, 0, 1, 1).data;
    const { width, height } = canvas;
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
    const matches = (at: number) => (pixels[at + 3] ?? 0) > 128 && (wanted === undefined || [0, 1, 2].every((channel) => Math.abs((pixels[at + channel] ?? 0) - (wanted[channel] ?? 0)) < 4));
    const edges = { left: width, top: height, right: -1, bottom: -1 };
    for (let pixel = 0; pixel < width * height; pixel++) {
      if (!matches(4 * pixel)) continue;
      const [x, y] = [pixel % width, Math.floor(pixel / width)];
      edges.left = Math.min(edges.left, x);
      edges.right = Math.max(edges.right, x);
      edges.top = Math.min(edges.top, y);
      edges.bottom = Math.max(edges.bottom, y);
    }
    const ratio = width / canvas.clientWidth;
    return edges.right < 0 ? undefined : { left: edges.left / ratio, top: edges.top / ratio, right: edges.right / ratio, bottom: edges.bottom / ratio };
  }, colour);

/** How many things the page says it sees. */
const things = async (page: Page) => (await seen(page, /\d+$/).allInnerTexts()).reduce((sum, text) => sum + Number(/\d+$/.exec(text)?.[0]), 0);

/** A still of a clip with three bottles, 400 x 225. */
const bottles = (): Promise<Buffer> => sharp(inProject('tests', 'fixtures', 'pictures', 'bottles.webp')).png().toBuffer();

/** What the three of them cover, in its pixels, measured by hand. */
const BOTTLES = { left: 43, right: 357, bottom: 196 };

const choosePicture = (page: Page, buffer: Buffer, name = 'picture.png', mimeType = 'image/png') => page.locator('input[type=file]').first().setInputFiles({ name, mimeType, buffer });

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
      await page.getByRole('button', { name: /You chose it\.$/ }).waitFor(PATIENT);
    });
  }, PATIENCE_MS);

  it('starts the threads of the wasm engine where the processor has some', async () => {
    await withPage({ camera: 'none' }, async ({ page, context }) => {
      await context.route('**/*worker*.js', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: `Object.defineProperty(navigator, 'hardwareConcurrency', { value: 4 });${await response.text()}` });
      });
      await page.getByRole('link', { name: 'Picture or video' }).click();
      await page.getByRole('button', { name: /SIMD, 2 threads/ }).waitFor(PATIENT);
    });
  }, PATIENCE_MS);

  it('does not take an imitated graphics card for one', async () => {
    await withPage({ path: '/live', camera: 'none', gpu: 'webgpu' }, async ({ page }) => {
      await page.getByRole('button', { name: /WebAssembly.*because WebGPU is only imitated in software here/ }).waitFor(PATIENT);
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

  it('says that the camera was refused, what to do, and tries again', async () => {
    await withPage({ path: '/live', camera: 'denied' }, async ({ page }) => {
      await page.getByRole('button', { name: 'Start the camera' }).click();
      const alert = page.getByRole('alert').filter({ hasText: 'The camera was not allowed' });
      await alert.waitFor(PATIENT);
      await alert.getByText(/Allow it for this page/).waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
      await alert.getByRole('button', { name: 'Try again' }).click();
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
      await page.getByRole('alert').filter({ hasText: 'not a picture that this browser can show' }).waitFor(PATIENT);
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
