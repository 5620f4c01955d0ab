import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { collectGarbage, withPage } from './harness';

const misdeeds: Record<string, (page: Page) => Promise<unknown>> = {
  'asks another origin': (page) => page.evaluate(() => fetch('https://elsewhere.invalid/').catch(() => undefined)),
  'shows a picture of another origin': (page) => page.evaluate(() => { new Image().src = 'https://elsewhere.invalid/a.png'; }),
  'runs a script that was written into the page': (page) => page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "taken over"';
    document.body.append(script);
  }),
  'leaves a frame open': async (page) => {
    await page.evaluate(() => {
      new VideoFrame(new Uint8Array(16), { format: 'RGBA', codedWidth: 2, codedHeight: 2, timestamp: 0 });
    });
    await collectGarbage(page);
  },
  'throws an error': (page) => page.evaluate(() => { setTimeout(() => { throw new Error('on purpose'); }); }),
};

describe('the harness', () => {
  it.each(Object.keys(misdeeds))('fails a page that %s', async (name) => {
    const misbehave = withPage({ collectable: true }, async ({ page }) => {
      await misdeeds[name]?.(page);
      await page.waitForTimeout(300);
      expect(await page.title()).not.toBe('taken over');
    });
    await expect(misbehave).rejects.toThrow(/another origin|Content Security Policy|on purpose|without being closed/);
  });
});
