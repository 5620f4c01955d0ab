import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { inProject } from '../../server/setup/root.mjs';
import { accessibilityProblems } from './accessibility';
import { fakeCamera } from './camera';
import { serverOrigin, serviceWorkerInCharge, withPage, type PageOptions } from './harness';
import { choosePicture, outOfSight, PATIENCE_MS, PATIENT, ready, running, state } from './live-page';
import { startServer } from './server-process';
import { offerTinting, TINTING, tintingFolder } from './tinting-model';

const path = `/live?model=${TINTING}`;
/** The model that people get. */
const shipped = '/live?model=paintings';
const options: PageOptions = { path, camera: 'none', withoutServiceWorker: true, prepare: offerTinting };
const painting = (page: Page, name: string | RegExp) => page.getByRole('radiogroup', { name: 'Painting', exact: true }).getByRole('radio', { name });

/** Of what is drawn over the picture: the mean of red, green and blue, how far each strays from the middle, and from where to where it reaches across. */
const drawn = (page: Page) => page.getByTestId('overlay').evaluate((canvas) => {
  if (!(canvas instanceof HTMLCanvasElement)) throw new Error('The overlay is not a canvas.');
  const { width, height } = canvas;
  const pixels = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
  const strays = [0, 0, 0];
  let [left, right, count] = [width, -1, 0];
  for (let at = 0; at < pixels.length; at += 4) {
    if ((pixels[at + 3] ?? 0) < 250) continue;
    const column = (at / 4) % width;
    left = Math.min(left, column);
    right = Math.max(right, column);
    count++;
    for (const colour of [0, 1, 2]) strays[colour] = (strays[colour] ?? 0) + Math.abs((pixels[at + colour] ?? 0) - 128);
  }
  return { left: left / width, right: right / width, strays: strays.map((sum) => Math.round(sum / Math.max(1, count))) };
});

const people = () => sharp(inProject('tests', 'fixtures', 'pictures', 'people.webp')).png().toBuffer();

describe('the mode that paints', () => {
  it.each(['desktop', 'narrow'] as const)('shows a camera as the painting that is tapped, keeps the choice, and says whose it is (%s)', async (viewport) => {
    await withPage({ ...options, path: `${path}&start=camera`, camera: fakeCamera('gif_two_people_heads'), viewport }, async ({ page }) => {
      await running(page);
      expect(await page.getByRole('radio', { name: 'Style', exact: true }).isChecked()).toBe(true);
      await expect.poll(() => drawn(page), { timeout: 60_000 }).toMatchObject({ left: 0 });
      const plain = await drawn(page);
      for (const stray of plain.strays) expect(stray).toBeGreaterThan(10);

      await painting(page, 'The Starry Night by Vincent van Gogh').click(PATIENT);
      // Of the tints only blue is left.
      await expect.poll(async () => (await drawn(page)).strays.slice(0, 2), { timeout: 60_000 }).toEqual([0, 0]);
      expect((await drawn(page)).strays[2]).toBeGreaterThan(10);
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(await outOfSight(page)).toEqual([]);

      await page.reload();
      await running(page);
      expect(await painting(page, /Starry Night/).isChecked()).toBe(true);
      await expect.poll(async () => (await drawn(page)).strays.slice(0, 2), { timeout: 60_000 }).toEqual([0, 0]);
    });
  }, PATIENCE_MS);

  it('mixes two paintings, paints thinner, and keeps the colours of a picture that stands still', async () => {
    await withPage(options, async ({ page }) => {
      await ready(page);
      await choosePicture(page, await people());
      await painting(page, 'The Starry Night by Vincent van Gogh').click(PATIENT);
      await expect.poll(async () => (await drawn(page)).strays.slice(0, 2), { timeout: 60_000 }).toEqual([0, 0]);

      await page.getByRole('button', { name: 'Mix' }).click();
      await page.getByRole('radiogroup', { name: 'Second painting' }).getByRole('radio', { name: 'The Scream by Edvard Munch' }).click();
      await expect.poll(async () => (await drawn(page)).strays[0], { timeout: 60_000 }).toBeGreaterThan(5);
      const mixed = await drawn(page);
      expect(mixed.strays[1]).toBe(0);
      expect(mixed.strays[2]).toBeGreaterThan(5);
      await page.getByRole('slider', { name: 'Of the second' }).press('End');
      await expect.poll(async () => (await drawn(page)).strays[2], { timeout: 60_000 }).toBe(0);
      expect(await accessibilityProblems(page)).toEqual([]);

      await page.getByRole('button', { name: 'Keep colours' }).click();
      // The picture's own colours, which are not grey where nothing but light is painted.
      await expect.poll(async () => (await drawn(page)).strays[1], { timeout: 60_000 }).toBeGreaterThan(5);
      await page.getByRole('button', { name: 'Keep colours' }).click();
      await page.getByRole('button', { name: 'Strength' }).click();
      await page.getByRole('slider', { name: 'Strength' }).press('Home');
      await expect.poll(async () => (await drawn(page)).right, { timeout: 60_000 }).toBeLessThan(0);
    });
  }, PATIENCE_MS);

  it('leaves the camera on one side of a line that is dragged, and moved by keys', async () => {
    await withPage({ ...options, viewport: 'phone', path: `${path}&start=camera`, camera: fakeCamera('gif_two_people_heads') }, async ({ page }) => {
      await running(page);
      await page.getByRole('button', { name: 'Compare' }).click();
      const line = page.getByRole('slider', { name: 'Line between the camera and the painting' });
      await expect.poll(async () => (await drawn(page)).left, { timeout: 60_000 }).toBeCloseTo(0.5, 1);
      const box = await line.boundingBox();
      if (box === null) throw new Error('There is no line.');
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x - 100, y, { steps: 5 });
      await page.mouse.up();
      await expect.poll(async () => (await drawn(page)).left, { timeout: 60_000 }).toBeCloseTo(0.5 - 100 / 390, 1);
      await line.press('End');
      await expect.poll(async () => (await drawn(page)).right, { timeout: 60_000 }).toBeLessThan(0);
      await line.press('Home');
      await expect.poll(async () => (await drawn(page)).left, { timeout: 60_000 }).toBe(0);
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(await page.getByRole('radio', { name: 'Style', exact: true }).isChecked()).toBe(true);
    });
  }, PATIENCE_MS);

  it('keeps a snapshot of the painting where the picture has what is painted, and a recording', async () => {
    await withPage({ ...options, path: `${path}&start=camera`, camera: fakeCamera('gif_two_people_heads') }, async ({ page }) => {
      await running(page);
      await painting(page, 'The Starry Night by Vincent van Gogh').click(PATIENT);
      await page.getByRole('button', { name: 'Snapshot' }).click();
      await page.getByText('The view as The Starry Night by Vincent van Gogh, seen by Tints', { exact: false }).waitFor(PATIENT);
      expect(await page.getByRole('link', { name: /^Save/ }).count()).toBe(1);
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /^Save the picture/ }).click()]);
      const { channels } = await sharp(await readFile(await download.path())).removeAlpha().stats();
      expect(channels.slice(0, 2).map(({ mean, stdev }) => [Math.round(mean), Math.round(stdev)])).toEqual([[128, 0], [128, 0]]);
      expect(channels[2]?.stdev).toBeGreaterThan(10);
      await page.getByRole('button', { name: 'Close the snapshot' }).click();

      await page.getByRole('button', { name: 'Record', exact: true }).click();
      await page.waitForTimeout(2500);
      await page.getByRole('button', { name: 'Stop recording' }).click();
      const recorded = page.locator('video[aria-label="The recording"]');
      await recorded.waitFor(PATIENT);
      const strays = await recorded.evaluate(async (video) => {
        if (!(video instanceof HTMLVideoElement)) throw new Error('There is no video.');
        video.currentTime = 0.5;
        await new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }));
        const context = new OffscreenCanvas(video.videoWidth, video.videoHeight).getContext('2d');
        context?.drawImage(video, 0, 0);
        const pixels = context?.getImageData(0, 0, video.videoWidth, video.videoHeight).data ?? [];
        const sums = [0, 0, 0];
        for (let at = 0; at < pixels.length; at++) if (at % 4 < 3) sums[at % 4] = (sums[at % 4] ?? 0) + Math.abs((pixels[at] ?? 0) - 128);
        return sums.map((sum) => sum / (pixels.length / 4));
      });
      // What a codec makes of grey is not quite grey.
      expect(Math.max(strays[0] ?? NaN, strays[1] ?? NaN)).toBeLessThan(14);
      expect(strays[2]).toBeGreaterThan(Math.max(strays[0] ?? NaN, strays[1] ?? NaN));
    });
  }, PATIENCE_MS);

  it('comes from the server as a picture, in the style that is tapped, and its bytes a second are said', async () => {
    await serverOrigin();
    const server = await startServer(['--server-models', await tintingFolder()]);
    try {
      await withPage({ server: server.url, path: `${path}&start=camera`, camera: fakeCamera('gif_two_people_heads'), viewport: 'phone' }, async ({ page }) => {
        await page.getByRole('alertdialog', { name: 'Send pictures to the server?' }).getByRole('button', { name: 'Send pictures' }).click(PATIENT);
        await state(page, /Sending [\d.]+ kB\/s to the server, [\d.]+ kB\/s back\s+On the server/).waitFor(PATIENT);
        await painting(page, 'The Starry Night by Vincent van Gogh').click(PATIENT);
        // Of the tints only blue is left, but for what a JPEG adds.
        await expect.poll(async () => Math.max(...(await drawn(page)).strays.slice(0, 2)), { timeout: 60_000 }).toBeLessThan(6);
        expect((await drawn(page)).strays[2]).toBeGreaterThan(10);
      });
    } finally {
      await server.stop();
    }
  }, PATIENCE_MS);

  it('paints without a network, once it was there', async () => {
    await withPage({ path: shipped, camera: fakeCamera('gif_two_people_heads') }, async ({ page, context }) => {
      await ready(page);
      await serviceWorkerInCharge(page);
      await context.setOffline(true);
      await page.reload();
      await page.getByRole('button', { name: 'Start the camera' }).click(PATIENT);
      await running(page);
      await expect.poll(() => drawn(page), { timeout: 60_000 }).toMatchObject({ left: 0 });
      expect(await page.locator('img[src^="/paintings/"]').evaluateAll((all) => all.every((image) => image instanceof HTMLImageElement && image.naturalWidth > 0) && all.length)).toBeGreaterThan(11);
    });
  }, PATIENCE_MS);
});
