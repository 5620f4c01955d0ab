import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { cardSchema } from '../../models/artifact/card';
import { fakeCamera } from './camera';
import { withPage } from './harness';
import { openSettings } from './live-page';

const FRAMES = 2000;
const SWITCHES = 50;
/** Those before, which open the settings and load what a page loads once. */
const WARM_UP_SWITCHES = 10;
const MODEL = 'nanodet-plus-coco';
const TWIN = 'twin-of-nanodet-plus-coco';

interface Tally {
  readonly answers: number;
  readonly opened: number;
  readonly tensors: number;
  readonly bytes: number;
}

declare global {
  interface Window {
    tally: Tally;
  }
}

/** The shipped detector at 64 pixels, a twentieth of the work, and a twin of it to switch to; what the worker says is counted. */
async function prepare(page: Page): Promise<void> {
  const asTwin = (url: string) => url.replace(TWIN, MODEL);
  await page.route('**/models/catalogue.json', async (route) => {
    const response = await route.fetch();
    const catalogue = await response.json() as { readonly models: readonly { readonly name: string }[] };
    const models = catalogue.models.filter(({ name }) => name === MODEL).flatMap((entry) => [entry, { ...entry, name: TWIN, title: 'Twin' }]);
    await route.fulfill({ response, json: { ...catalogue, models } });
  });
  await page.route(`**/models/*/card.json`, async (route) => {
    const response = await route.fetch({ url: asTwin(route.request().url()) });
    const card = cardSchema.parse(await response.json());
    await route.fulfill({ response, json: { ...card, name: route.request().url().includes(TWIN) ? TWIN : MODEL, input: { ...card.input, width: 64, height: 64, sizes: undefined } } });
  });
  await page.route(`**/models/${TWIN}/model.safetensors*`, async (route) => route.fulfill({ response: await route.fetch({ url: asTwin(route.request().url()) }) }));
  await page.addInitScript(() => {
    window.tally = { answers: 0, opened: 0, tensors: 0, bytes: 0 };
    const Native = window.Worker;
    window.Worker = class extends Native {
      constructor(...args: ConstructorParameters<typeof Worker>) {
        super(...args);
        this.addEventListener('message', ({ data }: MessageEvent<{ readonly type: string; readonly sight?: { readonly memory: Pick<Tally, 'tensors' | 'bytes'> } }>) => {
          const { answers, opened } = window.tally;
          if (data.type === 'ready') window.tally = { ...window.tally, opened: opened + 1 };
          if (data.type === 'seen' && data.sight !== undefined) window.tally = { opened, answers: answers + 1, ...data.sight.memory };
        });
      }
    };
  });
}

const tally = (page: Page): Promise<Tally> => page.evaluate(() => window.tally);
const reach = (page: Page, what: 'answers' | 'opened', count: number) =>
  page.waitForFunction(([name, wanted]) => window.tally[name] >= wanted, [what, count] as const, { timeout: 400_000, polling: 200 });

/** What lives on the page once garbage is gone, in bytes. */
async function heapBytes(page: Page): Promise<number> {
  const client = await page.context().newCDPSession(page);
  await client.send('HeapProfiler.collectGarbage');
  const { usedSize } = await client.send('Runtime.getHeapUsage');
  await client.detach();
  return usedSize;
}

describe('the live page leaks nothing', () => {
  it(`in ${FRAMES} frames and ${SWITCHES} switches of the model`, async () => {
    await withPage({ path: `/live?start=camera&model=${MODEL}`, camera: fakeCamera('gif_two_people_heads'), prepare, withoutServiceWorker: true }, async ({ page }) => {
      await reach(page, 'answers', 50);
      const [before, heapBefore] = [await tally(page), await heapBytes(page)];
      await reach(page, 'answers', before.answers + FRAMES);
      const [after, heapAfter] = [await tally(page), await heapBytes(page)];
      expect({ tensors: after.tensors, bytes: after.bytes }).toEqual({ tensors: before.tensors, bytes: before.bytes });
      expect(heapAfter - heapBefore).toBeLessThan(3e6);

      await openSettings(page);
      const [first, twin] = [page.getByRole('radio', { name: /^Everyday things, as first published/ }), page.getByRole('radio', { name: /^Twin/ })];
      const switchModel = async (from: number, to: number) => {
        for (let change = from; change < to; change++) {
          await (change % 2 === 0 ? twin : first).click();
          await reach(page, 'opened', 2 + change);
        }
      };
      await switchModel(0, WARM_UP_SWITCHES);
      const heapWarm = await heapBytes(page);
      await switchModel(WARM_UP_SWITCHES, WARM_UP_SWITCHES + SWITCHES);
      await reach(page, 'answers', (await tally(page)).answers + 30);
      const [last, heapLast] = [await tally(page), await heapBytes(page)];
      expect({ tensors: last.tensors, bytes: last.bytes }).toEqual({ tensors: before.tensors, bytes: before.bytes });
      expect(heapLast - heapWarm).toBeLessThan(2e6);
    });
  }, 900_000);
});
