import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { withPage } from './harness';

const misdeeds: Record<string, (page: Page) => Promise<unknown>> = {
  'asks another origin': (page) => page.evaluate(() => fetch('https://elsewhere.invalid/').catch(() => undefined)),
  'shows a picture of another origin': (page) => page.evaluate(() => { new Image().src = 'https://elsewhere.invalid/a.png'; }),
  'runs a script that was written into the page': (page) => page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "taken over"';
    document.body.append(script);
  }),
  'throws an error': (page) => page.evaluate(() => { setTimeout(() => { throw new Error('on purpose'); }); }),
};

describe('the harness', () => {
  it.each(Object.keys(misdeeds))('fails a page that %s', async (name) => {
    const misbehave = withPage({}, async ({ page }) => {
      const told = Promise.race([
        page.waitForEvent('pageerror'),
        page.waitForEvent('console', (message) => message.text().includes('Content Security Policy')),
        page.waitForEvent('request', (request) => request.url().includes('elsewhere.invalid')),
      ]);
      await misdeeds[name]?.(page);
      await told;
      expect(await page.title()).not.toBe('taken over');
    });
    await expect(misbehave).rejects.toThrow(/another origin|Content Security Policy|on purpose/);
  });
});
