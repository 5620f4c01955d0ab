import { describe, expect, it } from 'vitest';
import { accessibilityProblems } from './accessibility';
import { withPage } from './harness';
import { motions } from './motions';

describe('the home page', () => {
  it.each(['phone', 'desktop'] as const)('opens isolated, without a request to another origin, on a %s', async (viewport) => {
    await withPage({ viewport }, async ({ page }) => {
      expect(await page.title()).toContain('Fovea');
      expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
      const { scroll, width } = await page.evaluate(() => ({ scroll: document.documentElement.scrollWidth, width: globalThis.innerWidth }));
      expect(scroll).toBeLessThanOrEqual(width);
    });
  });

  it.each(['light', 'dark'] as const)('has nothing that axe finds wrong, in %s', async (colorScheme) => {
    await withPage({ colorScheme }, async ({ page }) => {
      expect(await accessibilityProblems(page)).toEqual([]);
    });
  });

  it('stands still for a person who wants less motion', async () => {
    await withPage({ reducedMotion: true }, async ({ page }) => {
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await motions(page)).toEqual([]);
    });
  });
});
