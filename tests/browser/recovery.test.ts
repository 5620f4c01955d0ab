import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { fakeCamera } from './camera';
import { withPage } from './harness';
import { PATIENCE_MS, PATIENT, running, seen } from './live-page';

const people = fakeCamera('gif_two_people_heads');

/** The page's `getUserMedia` fails the given way, the first so many times. */
const cameraFails = (name: string, times = Infinity) => (page: Page) =>
  page.addInitScript(([errorName, failures]) => {
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    let left = failures === null ? Infinity : failures;
    navigator.mediaDevices.getUserMedia = (constraints) => (left-- > 0 ? Promise.reject(new DOMException('no', errorName)) : ask(constraints));
  }, [name, Number.isFinite(times) ? times : null] as const);

/** Does something with the track of the camera that is shown. */
const withTrack = (page: Page, action: 'unplug' | 'end') =>
  page.locator('video').first().evaluate((video, wanted) => {
    const track = video instanceof HTMLVideoElement && video.srcObject instanceof MediaStream ? video.srcObject.getVideoTracks()[0] : undefined;
    if (track === undefined) throw new Error('No camera is shown.');
    track.stop();
    if (wanted === 'unplug') track.dispatchEvent(new Event('ended'));
  }, action);

const hide = (page: Page, hidden: boolean) =>
  page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { configurable: true, value });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);

describe('the live page recovers', () => {
  it('from a camera that another program uses', async () => {
    await withPage({ path: '/live?start=camera', camera: people, prepare: cameraFails('NotReadableError', 1) }, async ({ page }) => {
      const alert = page.getByRole('alert').filter({ hasText: 'The camera does not answer' });
      await alert.waitFor(PATIENT);
      await alert.getByRole('button', { name: 'Try again' }).click();
      await running(page);
    });
  }, PATIENCE_MS);

  it('from a camera that cannot meet what is asked for, by asking for less', async () => {
    await withPage({ path: '/live?start=camera', camera: people, prepare: cameraFails('OverconstrainedError', 2) }, async ({ page }) => {
      await running(page);
      expect(await page.getByRole('alert').filter({ hasText: /./ }).count()).toBe(0);
    });
  }, PATIENCE_MS);

  it('from a camera that is unplugged, when it is back', async () => {
    await withPage({ path: '/live?start=camera', camera: people }, async ({ page }) => {
      await running(page);
      await withTrack(page, 'unplug');
      const alert = page.getByRole('alert').filter({ hasText: /camera/i });
      await alert.getByRole('button', { name: 'Try again' }).click();
      await running(page);
      await seen(page, 'person').waitFor(PATIENT);
    });
  }, PATIENCE_MS);

  it('from a phone that takes the camera from a page in the background', async () => {
    await withPage({ path: '/live?start=camera', camera: people }, async ({ page }) => {
      await running(page);
      await hide(page, true);
      await withTrack(page, 'end');
      await hide(page, false);
      await running(page);
      await seen(page, 'person').waitFor(PATIENT);
      expect(await page.locator('video').first().evaluate((video) => video instanceof HTMLVideoElement && video.srcObject instanceof MediaStream && video.srcObject.active)).toBe(true);
    });
  }, PATIENCE_MS);

  it('from a worker that crashes', async () => {
    const prepare = async (page: Page) => {
      await page.route('**/*worker*.js', async (route) => {
        const response = await route.fetch();
        const bomb = "self.addEventListener('message', ({ data }) => { if (data === 'crash') setTimeout(() => { throw new Error('a crash on purpose'); }); });";
        await route.fulfill({ response, body: bomb + (await response.text()) });
      });
      await page.addInitScript(() => {
        const Native = window.Worker;
        window.Worker = class extends Native {
          constructor(...args: ConstructorParameters<typeof Worker>) {
            super(...args);
            window.addEventListener('crash the worker', () => this.postMessage('crash'), { once: true });
          }
        };
      });
    };
    await withPage({ path: '/live?start=camera', camera: people, prepare, withoutServiceWorker: true }, async ({ page }) => {
      await running(page);
      await seen(page, 'person').waitFor(PATIENT);
      await page.evaluate(() => window.dispatchEvent(new Event('crash the worker')));
      await page.getByText('The part that runs the model stopped and was started again.').waitFor(PATIENT);
      await running(page);
      await seen(page, 'person').waitFor(PATIENT);
    });
  }, PATIENCE_MS);
});
