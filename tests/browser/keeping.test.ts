import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { parseCocoDataset } from '../../training/data/sources/coco/coco-json';
import { inProject } from '../../server/setup/root.mjs';
import { accessibilityProblems } from './accessibility';
import { fakeCamera } from './camera';
import { withPage } from './harness';
import { choosePicture, PATIENCE_MS, PATIENT, ready, running, seen } from './live-page';

declare global {
  interface Window {
    /** Ends the recording as a browser does that cannot go on. @returns how many bytes it had by then */
    stopWithError?: () => Promise<number>;
  }
}

/** Makes `stopWithError` of the next recorder: an error, what was not handed over yet, the end, and something late. */
async function rememberRecorder(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.MediaRecorder = class extends MediaRecorder {
      private recorded = 0;

      constructor(...given: ConstructorParameters<typeof MediaRecorder>) {
        super(...given);
        this.addEventListener('dataavailable', ({ data }) => {
          this.recorded += data.size;
        });
        window.stopWithError = () => new Promise((resolve) => {
          this.addEventListener('stop', () => {
            resolve(this.recorded);
            setTimeout(() => this.dispatchEvent(new BlobEvent('dataavailable', { data: new Blob(['late']) })), 200);
          });
          this.dispatchEvent(new Event('error'));
          this.stop();
        });
      }
    };
  });
}

/** Back or Forward as a person presses it. */
const traverse = async (page: Page, entries: 1 | -1): Promise<void> => {
  const browser = await page.context().newCDPSession(page);
  const { currentIndex, entries: all } = await browser.send('Page.getNavigationHistory');
  const entry = all[currentIndex + entries];
  if (entry === undefined) throw new Error('There is no such entry in the history.');
  await browser.send('Page.navigateToHistoryEntry', { entryId: entry.id });
  await browser.detach();
};

/** A browser that does not tell before it goes Back or Forward. */
const withoutNavigation = (page: Page) =>
  page.addInitScript(() => {
    Reflect.deleteProperty(window, 'navigation');
  });

const save = async (page: Page, name: RegExp): Promise<{ readonly fileName: string; readonly bytes: Buffer }> => {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()]);
  return { fileName: download.suggestedFilename(), bytes: await readFile(await download.path()) };
};

describe('what a person keeps of the live page', () => {
  it('is a snapshot: the picture with its boxes, and the same boxes as a COCO data set', async () => {
    await withPage({ path: '/live', camera: 'none', viewport: 'narrow' }, async ({ page }) => {
      await ready(page);
      await choosePicture(page, await sharp(inProject('tests', 'fixtures', 'pictures', 'bottles.webp')).png().toBuffer());
      await seen(page, /^bottle 3$/).waitFor(PATIENT);
      await page.getByRole('button', { name: 'Snapshot' }).click();
      const sheet = page.getByRole('dialog', { name: 'Snapshot' });
      await sheet.getByText(/bottle 3/).waitFor(PATIENT);
      expect(await accessibilityProblems(page)).toEqual([]);

      const picture = await save(page, /^Save the picture/);
      const { width, height } = await sharp(picture.bytes).metadata();
      expect({ width, height }).toEqual({ width: 400, height: 225 });
      expect(picture.fileName).toMatch(/^fovea-[\d-]+\.png$/);

      const annotations = await save(page, /^Save the boxes/);
      const { images, annotations: boxes, categories } = parseCocoDataset(JSON.parse(annotations.bytes.toString('utf8')), annotations.fileName);
      expect(images).toMatchObject([{ width: 400, height: 225, file_name: picture.fileName }]);
      const bottle = categories.find(({ name }) => name === 'bottle');
      const bottles = boxes.filter(({ category_id }) => category_id === bottle?.id);
      expect(bottles).toHaveLength(3);
      // The three stand side by side between 43 and 357, and end at 196 (measured by hand).
      expect(Math.abs(Math.min(...bottles.map(({ bbox: [x] }) => x)) - 43)).toBeLessThan(12);
      expect(Math.abs(Math.max(...bottles.map(({ bbox: [x, , boxWidth] }) => x + boxWidth)) - 357)).toBeLessThan(12);

      await page.keyboard.press('Escape');
      await sheet.waitFor({ state: 'hidden' });
    });
  }, PATIENCE_MS);

  it('is a recording with what was seen drawn in, which plays again and can be looked at', async () => {
    await withPage({ path: '/live?start=camera', camera: fakeCamera('gif_two_people_heads') }, async ({ page }) => {
      await running(page);
      await seen(page, 'person').waitFor(PATIENT);
      await page.getByRole('button', { name: 'Record' }).click();
      const badge = page.getByText(/^Recording\d:\d\d · \d\.[1-9] MB|^Recording\d:\d\d · [1-9]/);
      await badge.waitFor(PATIENT);
      await page.getByRole('button', { name: 'Stop recording' }).click();
      const sheet = page.getByRole('dialog', { name: 'Recording' });
      await sheet.waitFor(PATIENT);
      const shape = await sheet.locator('video').evaluate(async (video) => {
        if (!(video instanceof HTMLVideoElement)) throw new Error('There is no video.');
        if (video.readyState < 2) await new Promise((resolve) => video.addEventListener('loadeddata', resolve, { once: true }));
        return { width: video.videoWidth, height: video.videoHeight };
      });
      expect(shape).toEqual({ width: 640, height: 480 });
      expect(await accessibilityProblems(page)).toEqual([]);
      const { fileName, bytes } = await save(page, /^Save the video/);
      expect(fileName).toMatch(/^fovea-[\d-]+\.(mp4|webm)$/);
      await page.keyboard.press('Escape');
      await sheet.waitFor({ state: 'hidden' });

      // The file opens as a source of its own, and the person is still found in it.
      await choosePicture(page, bytes, fileName, fileName.endsWith('mp4') ? 'video/mp4' : 'video/webm');
      await page.getByLabel(fileName).waitFor(PATIENT);
      await seen(page, 'person').waitFor(PATIENT);
    });
  }, PATIENCE_MS);

  it('is all that was recorded where the browser ends it with an error, and over once it is', async () => {
    await withPage({ path: '/live?start=camera', camera: fakeCamera('gif_two_people_heads'), prepare: rememberRecorder }, async ({ page }) => {
      await running(page);
      await page.getByRole('button', { name: 'Record' }).click();
      await page.waitForFunction(() => /Recording0:0[2-9]/.test(document.body.textContent));
      const recorded = await page.evaluate(() => window.stopWithError?.());
      await page.getByRole('dialog', { name: 'Recording' }).waitFor(PATIENT);
      expect((await save(page, /^Save the video/)).bytes.length).toBe(recorded);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Record', exact: true }).waitFor(PATIENT);
    });
  }, PATIENCE_MS);

  it('survives a camera that is unplugged while it records', async () => {
    await withPage({ path: '/live?start=camera', camera: fakeCamera('gif_two_people_heads') }, async ({ page }) => {
      await running(page);
      await page.getByRole('button', { name: 'Record' }).click();
      await page.waitForFunction(() => /Recording0:0[2-9]/.test(document.body.textContent));
      await page.locator('video').first().evaluate((video) => {
        if (video instanceof HTMLVideoElement && video.srcObject instanceof MediaStream) video.srcObject.getTracks()[0]?.dispatchEvent(new Event('ended'));
      });
      await page.getByRole('dialog', { name: 'Recording' }).waitFor(PATIENT);
      await page.getByRole('link', { name: /^Save the video/ }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Discard' }).click();
      await page.getByRole('alert').filter({ hasText: /camera/i }).waitFor(PATIENT);
    });
  }, PATIENCE_MS);

  it('is not lost by a slip', async () => {
    await withPage({ path: '/live?start=camera', camera: fakeCamera('gif_two_people_heads') }, async ({ page }) => {
      await running(page);
      await page.getByRole('button', { name: 'Record' }).click();
      // Long enough for a picture to be in it.
      await page.getByText(/^Recording0:0[1-9]/).waitFor(PATIENT);
      const questions: string[] = [];
      page.on('dialog', (dialog) => {
        questions.push(dialog.type());
        void dialog.dismiss();
      });
      // A browser asks only for a page that somebody has used. The reload is refused, so it never comes about.
      await page.evaluate(() => setTimeout(() => location.reload()));
      await expect.poll(() => questions, PATIENT).toEqual(['beforeunload']);

      await page.getByRole('link', { name: 'Fovea, home page' }).click();
      const sheet = page.getByRole('dialog', { name: 'Recording' });
      await sheet.waitFor(PATIENT);
      await page.mouse.click(5, 5);
      await sheet.getByRole('alert').filter({ hasText: 'is not saved' }).waitFor();
      await page.keyboard.press('Escape');
      expect(await sheet.getByRole('link', { name: /^Save the video/ }).evaluate((link) => link === document.activeElement)).toBe(true);
      expect(await accessibilityProblems(page)).toEqual([]);
      await save(page, /^Save the video/);
      await page.keyboard.press('Escape');
      await sheet.waitFor({ state: 'hidden' });
      await page.getByRole('link', { name: 'Fovea, home page' }).click();
      await page.waitForURL(/\/$/);
      expect(questions).toEqual(['beforeunload']);
    });
  }, PATIENCE_MS);

  it.each([
    ['tells before', undefined],
    ['tells afterwards only', withoutNavigation],
  ])('is not lost by Back and Forward either, in a browser that %s', async (_which, prepare) => {
    await withPage({ path: '/', camera: fakeCamera('gif_two_people_heads'), prepare }, async ({ page }) => {
      expect(await page.evaluate(() => 'navigation' in window)).toBe(prepare === undefined);
      const sheet = page.getByRole('dialog', { name: 'Recording' });
      const question = sheet.getByRole('alert').filter({ hasText: 'This recording is not saved.' });
      const record = async () => {
        await running(page);
        await page.getByRole('button', { name: 'Record' }).click();
        // Long enough for a picture to be in it.
        await page.getByText(/^Recording0:0[1-9]/).waitFor(PATIENT);
      };
      await page.getByRole('link', { name: 'Open the camera' }).click();
      await record();
      await traverse(page, -1);
      await question.waitFor(PATIENT);
      expect(await accessibilityProblems(page)).toEqual([]);
      // Nobody has touched the page since, so that a browser that tells before need not let it stay this time.
      for (let again = 0; again < 2; again++) {
        await traverse(page, -1);
        await page.waitForTimeout(500);
        await question.waitFor();
        expect(new URL(page.url()).pathname).toBe('/live');
      }
      await sheet.getByRole('button', { name: 'Discard' }).click();
      await running(page);

      await traverse(page, -1);
      await page.getByRole('heading', { name: 'See what your camera sees' }).waitFor(PATIENT);
      await traverse(page, 1);
      await running(page);
      await page.getByRole('link', { name: 'Fovea, home page' }).click();
      await page.getByRole('heading', { name: 'See what your camera sees' }).waitFor(PATIENT);
      await traverse(page, -1);
      await record();
      await traverse(page, 1);
      await question.waitFor(PATIENT);
      await save(page, /^Save the video/);
      await page.keyboard.press('Escape');
      await sheet.waitFor({ state: 'hidden' });
      await page.goBack();
      await page.getByRole('heading', { name: 'See what your camera sees' }).waitFor(PATIENT);
    });
  }, PATIENCE_MS);
});
