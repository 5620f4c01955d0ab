import type { Page } from 'playwright-core';

/**
 * Waits until nothing on the page fades, slides or grows any more: colours, contrasts and places are only then what a
 * person sees. What goes on for ever, as a progress bar of unknown length does, is not waited for.
 */
export async function atRest(page: Page): Promise<void> {
  await page.waitForFunction(() => new Promise<boolean>((resolve) => {
    // What a change of state has set in motion has begun by the second frame.
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const moving = document.getAnimations().filter(({ playState, effect }) => playState === 'running' && effect?.getComputedTiming().endTime !== Infinity);
      resolve(moving.length === 0);
    }));
  }));
}
