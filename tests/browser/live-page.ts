import type { Locator, Page } from 'playwright-core';
import { atRest } from './at-rest';

/** Engines start slowly on a busy machine; nothing here depends on how long it takes. */
export const PATIENCE_MS = 240_000;
export const PATIENT = { timeout: 120_000 };

export const running = (page: Page) => page.getByText(/^Running: /).waitFor({ state: 'attached', ...PATIENT });
export const ready = (page: Page) => page.getByText(/ is ready$/).waitFor(PATIENT);
export const seen = (page: Page, label: string | RegExp) => page.getByRole('list', { name: 'Seen now' }).getByRole('listitem').filter({ hasText: label });
export const slider = (page: Page) => page.getByRole('slider', { name: 'Certainty' });

/** The pill that says how it runs, where what it says, and what a tap on it shows, matches. */
export const state = (page: Page, says: RegExp) => page.getByTestId('state').filter({ hasText: says });

export async function openSettings(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  return page.getByRole('dialog', { name: 'Settings' });
}

/** The rectangle, in CSS pixels, that encloses what is drawn over the picture (in one colour, where one is given); undefined while nothing is. */
export const drawn = (page: Page, colour?: string) =>
  page.getByTestId('overlay').evaluate((canvas, css) => {
    if (!(canvas instanceof HTMLCanvasElement)) throw new Error('The overlay is not a canvas.');
    const paint = new OffscreenCanvas(1, 1).getContext('2d');
    if (css !== undefined && paint !== null) paint.fillStyle = css;
    paint?.fillRect(0, 0, 1, 1);
    const wanted = css === undefined ? undefined : paint?.getImageData(0, 0, 1, 1).data;
    const { width, height } = canvas;
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
    const matches = (at: number) => (pixels[at + 3] ?? 0) > 128 && (wanted === undefined || [0, 1, 2].every((channel) => Math.abs((pixels[at + channel] ?? 0) - (wanted[channel] ?? 0)) < 4));
    const edges = { left: width, top: height, right: -1, bottom: -1 };
    for (let pixel = 0; pixel < width * height; pixel++) {
      if (!matches(4 * pixel)) continue;
      const [x, y] = [pixel % width, Math.floor(pixel / width)];
      edges.left = Math.min(edges.left, x);
      edges.right = Math.max(edges.right, x);
      edges.top = Math.min(edges.top, y);
      edges.bottom = Math.max(edges.bottom, y);
    }
    const ratio = width / canvas.clientWidth;
    return edges.right < 0 ? undefined : { left: edges.left / ratio, top: edges.top / ratio, right: edges.right / ratio, bottom: edges.bottom / ratio };
  }, colour);

/** The names of buttons, links and items of a menu of which some part cannot be seen, for it lies outside the screen. */
export async function outOfSight(page: Page): Promise<string[]> {
  await atRest(page);
  return page.locator('main, [role=dialog]').locator('button, a[href], [role=menuitem]').evaluateAll((all) => all
    .filter((element) => {
      const { top, left, right, bottom, width } = element.getBoundingClientRect();
      const edges = element.closest('[role=alert], section, [role=dialog], [role=menu]')?.getBoundingClientRect();
      const room = { top: Math.max(0, edges?.top ?? 0), bottom: Math.min(innerHeight, edges?.bottom ?? innerHeight) };
      const parent = element.parentElement;
      // What can be swiped to.
      if (parent !== null && getComputedStyle(parent).overflowX === 'auto') return false;
      return width > 0 && (left < 0 || right > innerWidth || top < room.top || bottom > room.bottom);
    })
    .map((element) => element.getAttribute('aria-label') ?? element.textContent));
}

/** How many things the page says it sees. */
export const things = async (page: Page) => (await seen(page, /\d+$/).allInnerTexts()).reduce((sum, text) => sum + Number(/\d+$/.exec(text)?.[0]), 0);

export const choosePicture = (page: Page, buffer: Buffer, name = 'picture.png', mimeType = 'image/png') => page.locator('input[type=file]').first().setInputFiles({ name, mimeType, buffer });
