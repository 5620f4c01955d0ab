import { describe, expect, it } from 'vitest';
import { accessibilityProblems } from './accessibility';
import { withPage } from './harness';

describe('the home page', () => {
  it.each(['phone', 'desktop'] as const)('opens isolated, without a request to another origin, on a %s', async (viewport) => {
    await withPage({ viewport }, async ({ page }) => {
      expect(await page.title()).toContain('Fovea');
      expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
      const { scroll, width } = await page.evaluate(() => ({ scroll: document.documentElement.scrollWidth, width: globalThis.innerWidth }));
      expect(scroll).toBeLessThanOrEqual(width);
    });
  });

  it.each(['light', 'dark'] as const)('has nothing that axe calls serious, in %s', async (colorScheme) => {
    await withPage({ colorScheme }, async ({ page }) => {
      expect(await accessibilityProblems(page)).toEqual([]);
    });
  });
});
