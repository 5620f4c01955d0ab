import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { accessibilityProblems } from './accessibility';
import { fakeCamera } from './camera';
import { serviceWorkerInCharge, withPage } from './harness';

/** Dozens of looks by several models: on a busy machine they take minutes. */
const PATIENT = { timeout: 300_000 };
const PATIENCE_MS = 900_000;

const resultsSchema = z.looseObject({
  variants: z.array(z.looseObject({ model: z.string(), looks: z.number(), roundsMs: z.array(z.number()), agreementWithFirst: z.record(z.string(), z.number()).optional() })),
});

const pictures = (page: Page) => page.getByRole('region', { name: 'Pictures' });
const figures = (page: Page) => page.getByRole('region', { name: 'Figures' });
const row = async (page: Page, name: RegExp) => (await figures(page).getByRole('row').filter({ has: page.getByRole('rowheader', { name }) }).getByRole('cell').allInnerTexts()).map((text) => text.trim());
const view = (page: Page, name: string) => page.getByRole('radio', { name, exact: true }).click();
const measured = (page: Page) => expect.poll(() => row(page, /^Median look/), PATIENT).not.toContain('–');
const overflow = async (page: Page) => (await page.evaluate(() => document.documentElement.scrollWidth)) - (page.viewportSize()?.width ?? 0);
const people = { path: '/compare', camera: fakeCamera('gif_two_people_heads') } as const;

/** What a canvas shows, in a few bytes. */
const shown = (page: Page) => pictures(page).getByRole('img').first().evaluate((canvas) => (canvas instanceof HTMLCanvasElement ? canvas.toDataURL('image/jpeg', 0.3) : ''));

describe('the page that compares', () => {
  it('shows what each variant sees in the same frame, and measures what it takes', async () => {
    await withPage(people, async ({ page }) => {
      await page.getByRole('button', { name: 'Start the camera' }).click();
      await measured(page);
      const words = await pictures(page).getByRole('figure').allInnerTexts();
      expect(words).toHaveLength(3);
      await expect.poll(() => pictures(page).getByText(/^person/).count(), PATIENT).toBe(3);
      // The reference agrees with nobody; the others with it.
      await expect.poll(() => row(page, /^Matched boxes/), PATIENT).toEqual(['–', expect.stringMatching(/^\d+ %$/), expect.stringMatching(/^\d+ %$/)]);
      await page.getByText(/^Measured on WebAssembly \(SIMD/).waitFor();
      expect(new Set(await row(page, /^Looks that count/)).size).toBe(1);
      // A smaller input of the same file is faster, and the page says so.
      await page.getByText(/^C computes \d+ % as much and is faster: a look takes /).waitFor(PATIENT);
      expect(await page.getByRole('img', { name: /against time: A 0\.\d+ in .*, C 0\.\d+ in / }).locator('circle').count()).toBe(3);
      expect(await accessibilityProblems(page)).toEqual([]);

      await page.getByRole('button', { name: 'Stop' }).click();
      await page.getByRole('button', { name: 'Start the camera' }).waitFor();
      await pictures(page).waitFor();
    });
  }, PATIENCE_MS);

  it('has a line to drag, a view of what differs, and a slider from full to smallest, for keys and pointers', async () => {
    await withPage({ path: '/compare', camera: 'none' }, async ({ page }) => {
      await page.getByRole('button', { name: 'People' }).click();
      await page.getByText('Done: everyone has looked at People.').waitFor(PATIENT);

      await view(page, 'Dividing line');
      const line = page.getByRole('slider', { name: 'Dividing line' });
      await line.focus();
      await page.keyboard.press('Home');
      expect(await line.getAttribute('aria-valuetext')).toBe('A has 0 % of the picture, B the rest');
      const other = await shown(page);
      await page.keyboard.press('End');
      await expect.poll(() => shown(page)).not.toBe(other);
      const place = await pictures(page).getByRole('img').first().boundingBox();
      if (place === null) throw new Error('The picture is not shown.');
      await page.mouse.click(place.x + 0.25 * place.width, place.y + place.height / 2);
      expect(Number(await line.getAttribute('aria-valuenow'))).toBeCloseTo(25, -0.5);
      expect(await accessibilityProblems(page)).toEqual([]);

      await view(page, 'Differences');
      await view(page, 'A and C');
      await pictures(page).getByText('Only C').waitFor();
      expect(await pictures(page).locator('dd').allInnerTexts()).toHaveLength(3);
      expect(await accessibilityProblems(page)).toEqual([]);

      await view(page, 'Full to smallest');
      const size = page.getByRole('slider', { name: 'From full to smallest' });
      expect(await size.getAttribute('aria-valuetext')).toMatch(/^A, .* at 320 pixels, 5\.0 MB$/);
      const full = await shown(page);
      await size.focus();
      await page.keyboard.press('End');
      expect(await size.getAttribute('aria-valuetext')).toMatch(/^B, .* at 320 pixels, 1\.5 MB$/);
      await expect.poll(() => shown(page)).not.toBe(full);
      await pictures(page).getByText(/matched boxes with A: \d+ %/).waitFor(PATIENT);
      expect(await accessibilityProblems(page)).toEqual([]);
    });
  }, PATIENCE_MS);

  it('measures without a camera, in rounds, and gives the results as JSON and as a picture', async () => {
    await withPage({ path: '/compare', camera: 'none' }, async ({ page }) => {
      await page.getByRole('button', { name: 'Leave out C, Everyday things, fast at 256 pixels' }).click();
      await page.getByRole('combobox', { name: 'Model' }).nth(1).selectOption('faster-rcnn-shufflenet-v2-pan-320');
      await page.getByRole('button', { name: 'Measure without a camera' }).click();
      await page.getByText('Done: everyone has looked at the built-in frames.').waitFor(PATIENT);
      await page.getByText(/^B is not smaller than A: a look takes /).waitFor(PATIENT);

      const download = async (name: string) => {
        const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
        return readFile(await file.path());
      };
      const results = resultsSchema.parse(JSON.parse((await download('As JSON')).toString()));
      expect(results).toMatchObject({ format: 1, measuredOn: 'built-in frames', accuracy: { measure: 'AP, all 80 classes' } });
      expect(results.variants.map(({ model, looks, roundsMs }) => [model, looks, roundsMs.length])).toEqual([['gfl-shufflenet-v2-pan', 30, 5], ['faster-rcnn-shufflenet-v2-pan-320', 30, 5]]);
      expect(results.variants[1]?.agreementWithFirst?.['Matched boxes']).toBeGreaterThan(0.2);
      expect((await download('As a picture')).subarray(1, 4).toString()).toBe('PNG');
    });
  }, PATIENCE_MS);

  it.each(['Classify', 'Segment'])('compares models that %s', async (mode) => {
    await withPage({ path: '/compare', camera: 'none' }, async ({ page }) => {
      await view(page, mode);
      await page.getByRole('button', { name: 'Coffee' }).click();
      await page.getByText('Done: everyone has looked at Coffee.').waitFor(PATIENT);
      await measured(page);
      expect(await accessibilityProblems(page)).toEqual([]);
    });
  }, PATIENCE_MS);

  it.each([['narrow', 'light'], ['desktop', 'dark']] as const)('fits a %s screen, in %s, and is reached from every page that has a way to others', async (viewport, colorScheme) => {
    await withPage({ path: '/', viewport, colorScheme, camera: 'none' }, async ({ page }) => {
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Compare' }).click();
      await page.getByRole('heading', { name: 'Compare', level: 1 }).waitFor();
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      expect(await accessibilityProblems(page)).toEqual([]);
    });
  });

  it('works without a network once its models are here', async () => {
    await withPage({ path: '/compare', camera: 'none' }, async ({ page, context, origin }) => {
      const look = async () => {
        await page.getByRole('button', { name: 'Coffee' }).click();
        await page.getByText('Done: everyone has looked at Coffee.').waitFor(PATIENT);
      };
      await serviceWorkerInCharge(page);
      await look();
      await context.setOffline(true);
      await page.goto(`${origin}/compare?model=gfl-shufflenet-v2-pan`);
      await look();
    });
  }, PATIENCE_MS);

  it('says what is wrong where a model cannot be had, and tries again', async () => {
    const prepare = (page: Page) => page.route('**/models/gfl-shufflenet-v2-pan/*.safetensors', (route) => route.abort());
    await withPage({ path: '/compare', camera: 'none', withoutServiceWorker: true, prepare }, async ({ page }) => {
      await page.getByRole('button', { name: 'Coffee' }).click();
      const alert = page.getByRole('alert').filter({ hasText: 'The model could not be downloaded.' });
      await alert.waitFor(PATIENT);
      await page.unroute('**/models/gfl-shufflenet-v2-pan/*.safetensors');
      await alert.getByRole('button', { name: 'Try again' }).click();
      await page.getByText('Done: everyone has looked at Coffee.').waitFor(PATIENT);
    });
  }, PATIENCE_MS);
});
