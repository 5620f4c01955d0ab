import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { inProject } from '../../server/setup/root.mjs';
import { accessibilityProblems } from './accessibility';
import { fakeCamera } from './camera';
import { withPage } from './harness';
import { choosePicture, PATIENCE_MS, PATIENT, ready, running } from './live-page';

const path = '/live?model=selfie-mediapipe';
/** Where the published network sees people in the same picture, 32 x 32 cells. */
const { picture: reference } = JSON.parse(readFileSync('tests/fixtures/models/selfie-check.json', 'utf8')) as { readonly picture: readonly string[] };
const SIDE = reference.length;

describe('the mode for the background', () => {
  // With a graphics card in software, and without one.
  it.each([['webgl', 'desktop'], ['none', 'narrow']] as const)('leaves of a snapshot what the published network takes for people (%s, %s)', async (gpu, viewport) => {
    await withPage({ path, camera: 'none', gpu, viewport }, async ({ page }) => {
      await ready(page);
      await choosePicture(page, await sharp(inProject('tests', 'fixtures', 'pictures', 'people.webp')).png().toBuffer());
      await page.getByRole('radio', { name: 'Nothing' }).click(PATIENT);
      expect(await page.getByRole('radio', { name: 'Background' }).isChecked()).toBe(true);
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.getByRole('button', { name: 'Snapshot' }).click();
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /^Save the picture/ }).click()]);
      const alpha = await sharp(await readFile(await download.path())).extractChannel('alpha').resize(SIDE, SIDE, { fit: 'fill' }).raw().toBuffer();
      const there = reference.flatMap((row) => Array.from({ length: SIDE }, (_, column) => row.charAt(column) === '#'));
      const found = [...alpha].map((value) => value > 127);
      const both = there.filter((is, cell) => is && found[cell]).length;
      expect(both / there.filter((is, cell) => is || found[cell]).length).toBeGreaterThan(0.93);
    });
  }, PATIENCE_MS);

  it.each(['webgl', 'none'] as const)("puts a person's own picture behind, however large, and says what is none (%s)", async (gpu) => {
    await withPage({ path, camera: 'none', gpu }, async ({ page }) => {
      await ready(page);
      await choosePicture(page, await sharp(inProject('tests', 'fixtures', 'pictures', 'people.webp')).png().toBuffer());
      await page.getByRole('radio', { name: 'Picture' }).click(PATIENT);
      const behind = page.locator('input[aria-label="Picture for the background"]');
      await behind.setInputFiles({ name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
      await page.getByText('This browser cannot read that file as a picture.').waitFor();
      const green = await sharp({ create: { width: 9000, height: 300, channels: 3, background: '#00ff00' } }).png().toBuffer();
      await behind.setInputFiles({ name: 'green.png', mimeType: 'image/png', buffer: green });
      await page.getByText('Your picture, on this page only').waitFor();
      await page.getByRole('button', { name: 'Snapshot' }).click();
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /^Save the picture/ }).click()]);
      const { data, info } = await sharp(await readFile(await download.path())).removeAlpha().resize(SIDE, SIDE, { fit: 'fill', kernel: 'nearest' }).raw().toBuffer({ resolveWithObject: true });
      const isGreen = Array.from({ length: info.width * info.height }, (_, cell) => (data[3 * cell] ?? 255) < 60 && (data[3 * cell + 1] ?? 0) > 200 && (data[3 * cell + 2] ?? 255) < 60);
      const background = reference.flatMap((row) => Array.from({ length: SIDE }, (_, column) => row.charAt(column) !== '#'));
      const both = background.filter((is, cell) => is && isGreen[cell]).length;
      expect(both / background.filter((is, cell) => is || isGreen[cell]).length).toBeGreaterThan(0.85);
    });
  }, PATIENCE_MS);

  it.each([['webgl', 'narrow'], ['none', 'desktop']] as const)('lays a colour behind people before a camera, and keeps the choice (%s, %s)', async (gpu, viewport) => {
    await withPage({ path: `${path}&start=camera`, camera: fakeCamera('gif_two_people_heads'), gpu, viewport }, async ({ page }) => {
      await running(page);
      await page.getByRole('radio', { name: 'Colour', exact: true }).click();
      await page.getByLabel('Colour').last().fill('#00ff00');
      const green = () => page.getByTestId('overlay').evaluate((canvas) => {
        if (!(canvas instanceof HTMLCanvasElement)) throw new Error('The overlay is not a canvas.');
        const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        let [drawn, coloured] = [0, 0];
        for (let at = 0; at < pixels.length; at += 4) {
          if ((pixels[at + 3] ?? 0) === 255) drawn++;
          if ((pixels[at] ?? 0) < 8 && (pixels[at + 1] ?? 0) > 247 && (pixels[at + 2] ?? 0) < 8) coloured++;
        }
        return coloured / drawn;
      });
      // Around them, and not over them.
      await expect.poll(green, { timeout: 60_000 }).toBeGreaterThan(0.25);
      expect(await green()).toBeLessThan(0.9);
      await page.reload();
      await running(page);
      expect(await page.getByRole('radio', { name: 'Colour', exact: true }).isChecked()).toBe(true);
    });
  }, PATIENCE_MS);
});
