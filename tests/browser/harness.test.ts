import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { collectGarbage, withPage } from './harness';

/** Does something, and waits until the browser has noticed. */
async function told(page: Page, act: () => Promise<unknown>): Promise<void> {
  const heard = Promise.race([
    page.waitForEvent('pageerror'),
    page.waitForEvent('console', (message) => message.text().includes('Content Security Policy')),
    page.waitForEvent('request', (request) => request.url().includes('elsewhere.invalid')),
  ]);
  await act();
  await heard;
}

const misdeeds: Record<string, (page: Page) => Promise<unknown>> = {
  'asks another origin': (page) => told(page, () => page.evaluate(() => fetch('https://elsewhere.invalid/').catch(() => undefined))),
  'shows a picture of another origin': (page) => told(page, () => page.evaluate(() => { new Image().src = 'https://elsewhere.invalid/a.png'; })),
  'runs a script that was written into the page': (page) => told(page, () => page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "taken over"';
    document.body.append(script);
  })),
  'leaves a frame open': async (page) => {
    await page.evaluate(() => {
      new VideoFrame(new Uint8Array(16), { format: 'RGBA', codedWidth: 2, codedHeight: 2, timestamp: 0 });
    });
    await collectGarbage(page);
  },
  'throws an error': (page) => told(page, () => page.evaluate(() => { setTimeout(() => { throw new Error('on purpose'); }); })),
};

describe('the harness', () => {
  it.each(Object.keys(misdeeds))('fails a page that %s', async (name) => {
    const misbehave = withPage({ collectable: true }, async ({ page }) => {
      await misdeeds[name]?.(page);
      expect(await page.title()).not.toBe('taken over');
    });
    await expect(misbehave).rejects.toThrow(/another origin|Content Security Policy|on purpose|without being closed/);
  });
});
