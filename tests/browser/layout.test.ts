import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessibilityProblems } from './accessibility';
import { fakeCamera } from './camera';
import { withPage } from './harness';
import { openSettings, PATIENCE_MS, PATIENT, running, seen } from './live-page';

const SCREENS = [[360, 740], [740, 360], [820, 1180], [1440, 900]] as const;
const TEXT = ['100%', '200%'] as const;
const DIRECTIONS = ['ltr', 'rtl'] as const;

const reading = (page: Page, text: string, dir: string) =>
  page.evaluate(async (as) => {
    document.documentElement.style.fontSize = as.text;
    document.documentElement.dir = as.dir;
    // Laid out, and whoever follows sizes has heard of it.
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
  }, { text, dir });

/** What lies over the picture, controls and all, where two of them overlap or one leaves the screen or the bar that it is in. */
const collisions = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const shown = (elements: Iterable<Element>) => [...elements].filter((element) => element.getClientRects().length > 0 && element.getBoundingClientRect().width * element.getBoundingClientRect().height > 0);
    const nameOf = (element: Element) => element.getAttribute('aria-label') ?? element.textContent.slice(0, 40);
    const overlap = (a: DOMRect, b: DOMRect) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
    // What can be scrolled to is in its place, and seen as far as it is scrolled to.
    const scrolls = ({ parentElement }: Element) => parentElement !== null && getComputedStyle(parentElement).overflowX === 'auto';
    const seenOf = (element: Element): DOMRect => {
      const whole = element.getBoundingClientRect();
      const room = scrolls(element) ? element.parentElement?.getBoundingClientRect() ?? whole : whole;
      const left = Math.max(whole.left, room.left);
      return new DOMRect(left, whole.top, Math.max(0, Math.min(whole.right, room.right) - left), whole.height);
    };
    const pairs = (elements: readonly Element[]) => elements.flatMap((a, index) => elements.slice(index + 1).flatMap((b) =>
      (!a.contains(b) && !b.contains(a) && overlap(seenOf(a), seenOf(b)) ? [`${nameOf(a)} and ${nameOf(b)}`] : [])));
    const outside = (elements: readonly Element[], room: DOMRect) => elements.filter((element) => !scrolls(element)).flatMap((element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return left < room.left - 1 || right > room.right + 1 || top < room.top - 1 || bottom > room.bottom + 1 ? [`${nameOf(element)} leaves its place`] : [];
    });
    const floating = shown(document.querySelectorAll('[data-covers]'));
    const bar = document.querySelector('section[aria-label="Controls"]');
    // Words too: they may be wider than the button that they are in.
    const controls = bar === null ? [] : shown(bar.querySelectorAll('button, [role=slider], button span, div > span'));
    return [
      ...pairs(floating), ...pairs(controls.filter(({ parentElement }) => parentElement?.matches('[role=slider]') !== true)),
      ...outside(floating, new DOMRect(0, 0, innerWidth, innerHeight)), ...(bar === null ? [] : outside(controls, bar.getBoundingClientRect())),
    ];
  });

const sideways = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe('with small and large text, on every screen, read from either side', () => {
  it('nothing on the live page hides anything else, and the settings hide neither the picture nor, where there is room, the controls', async () => {
    await withPage({ path: '/live?start=camera', camera: fakeCamera('gif_two_people_heads'), reducedMotion: true }, async ({ page }) => {
      await running(page);
      await seen(page, 'person').waitFor(PATIENT);
      const nothingCollides = async (width: number, height: number) => {
        await page.setViewportSize({ width, height });
        for (const text of TEXT) {
          for (const dir of DIRECTIONS) {
            const where = `${width} x ${height}, ${text}, ${dir}`;
            await reading(page, text, dir);
            // A busy machine lays a screen out a little later.
            await expect.poll(() => collisions(page), { message: where, timeout: 10_000 }).toEqual([]);
            expect(await sideways(page), where).toBe(0);
          }
        }
      };
      for (const [width, height] of SCREENS) {
        await nothingCollides(width, height);
        await reading(page, '100%', 'ltr');
        const panel = await openSettings(page);
        const [settings, picture, pause] = [await panel.boundingBox(), await page.getByTestId('overlay').boundingBox(), await page.getByRole('button', { name: 'Pause' }).boundingBox()];
        if (settings === null || picture === null || pause === null) throw new Error('The page does not show them all.');
        const beside = settings.x > picture.x + picture.width - 1;
        expect(beside || settings.y > picture.y + picture.height - 1, `${width} x ${height}`).toBe(true);
        expect(beside, `${width} x ${height}`).toBe(width > 560);
        if (beside) {
          await page.getByRole('button', { name: 'Pause' }).click();
          await page.getByRole('button', { name: 'Go on' }).click();
          expect(await panel.isVisible()).toBe(true);
        } else {
          await panel.getByRole('button', { name: 'Make the settings larger' }).click();
          await expect.poll(async () => (await panel.boundingBox())?.height, PATIENT).toBeGreaterThan(settings.height);
          await panel.getByRole('button', { name: 'Make the settings smaller' }).click();
        }
        await page.keyboard.press('Escape');
        await panel.waitFor({ state: 'hidden' });
      }

      await page.getByRole('radio', { name: 'Classify' }).click();
      await page.getByRole('region', { name: 'What the picture shows' }).getByRole('listitem').nth(2).waitFor(PATIENT);
      for (const [width, height] of SCREENS) await nothingCollides(width, height);
      await page.getByRole('radio', { name: 'Detect' }).click();
      await seen(page, 'person').waitFor(PATIENT);

      const pill = page.getByRole('button', { name: 'How it runs', expanded: false });
      await pill.click();
      await page.getByText('One-stage detector, ShuffleNetV2').waitFor();
      await page.setViewportSize({ width: 360, height: 740 });
      await reading(page, '200%', 'ltr');
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await pill.waitFor();
    });
  }, PATIENCE_MS);

  it('no page is wider than the screen', async () => {
    await withPage({ path: '/', viewport: 'narrow', camera: 'none' }, async ({ page, origin }) => {
      for (const path of ['/', '/live', '/models', '/models/gfl-shufflenet-v2-pan', '/compare', '/no-such-page']) {
        await page.goto(`${origin}${path}`);
        await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
        for (const dir of DIRECTIONS) {
          await reading(page, '200%', dir);
          expect(await sideways(page), `${path}, ${dir}`).toBe(0);
        }
      }
    });
  }, PATIENCE_MS);
});
