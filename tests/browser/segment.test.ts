import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { areaOfRle, decompressRle, type CompressedRle } from '../../models/geometry/rle';
import { inProject } from '../../server/setup/root.mjs';
import { accessibilityProblems } from './accessibility';
import { fakeCamera } from './camera';
import { withPage } from './harness';
import { choosePicture, PATIENCE_MS, PATIENT, ready, running, seen } from './live-page';

const path = '/live?model=gfl-shufflenet-v2-pan-masks';

describe('the mode that cuts things out', () => {
  it('cuts a cat out of a picture, and keeps its outline in the snapshot', async () => {
    await withPage({ path, camera: 'none' }, async ({ page }) => {
      await ready(page);
      await choosePicture(page, await sharp(inProject('public', 'samples', 'cat.webp')).png().toBuffer());
      await seen(page, 'cat').waitFor(PATIENT);
      expect(await page.getByRole('radio', { name: 'Segment' }).isChecked()).toBe(true);
      expect(await accessibilityProblems(page)).toEqual([]);

      await page.getByRole('button', { name: 'Snapshot' }).click();
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /^Save the masks/ }).click()]);
      const { images: [image], annotations: [cat] } = JSON.parse(await readFile(await download.path(), 'utf8')) as {
        readonly images: readonly { readonly width: number; readonly height: number }[];
        readonly annotations: readonly { readonly bbox: readonly [number, number, number, number]; readonly segmentation: CompressedRle }[];
      };
      expect(cat?.segmentation.size).toEqual([image?.height, image?.width]);
      const share = cat === undefined ? 0 : areaOfRle(decompressRle(cat.segmentation)) / (cat.bbox[2] * cat.bbox[3]);
      expect(share).toBeGreaterThan(0.4);
      expect(share).toBeLessThan(0.95);
    });
  }, PATIENCE_MS);

  it('fills people before a camera, and leaves what is around them', async () => {
    await withPage({ path: `${path}&start=camera`, camera: fakeCamera('gif_two_people_heads'), viewport: 'phone' }, async ({ page }) => {
      await running(page);
      await seen(page, 'person').waitFor(PATIENT);
      // Of what is drawn a good part is filled, and the corners of its boxes are not.
      const filled = await page.getByTestId('overlay').evaluate((canvas) => {
        if (!(canvas instanceof HTMLCanvasElement)) throw new Error('The overlay is not a canvas.');
        const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        let count = 0;
        for (let at = 3; at < pixels.length; at += 4) if ((pixels[at] ?? 0) > 60 && (pixels[at] ?? 0) < 160) count++;
        return count / (canvas.width * canvas.height);
      });
      expect(filled).toBeGreaterThan(0.02);
      expect(filled).toBeLessThan(0.5);
    });
  }, PATIENCE_MS);
});
