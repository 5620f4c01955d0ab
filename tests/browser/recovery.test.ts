import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { fakeCamera } from './camera';
import { withPage } from './harness';
import { openSettings, PATIENCE_MS, PATIENT, running, seen, state } from './live-page';

const people = fakeCamera('gif_two_people_heads');

/** Chromium's; TypeScript knows them in workers only, where the standard has put them since. */
declare const MediaStreamTrackGenerator: new (init: { readonly kind: 'video' }) => MediaStreamTrack & { readonly writable: WritableStream<VideoFrame> };
declare const MediaStreamTrackProcessor: new (init: { readonly track: MediaStreamTrack }) => { readonly readable: ReadableStream<VideoFrame> };

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

/** The page's cameras give no more pictures after 'stall the camera', and from the beginning where they are `dead`: so many of them. */
const camerasStall = (dead: boolean, cameras: number) => (page: Page) =>
  page.addInitScript(([isDead, howMany]) => {
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    let left = howMany;
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      const real = await ask(constraints);
      const [track] = real.getVideoTracks();
      if (track === undefined || left-- <= 0) return real;
      const generator = new MediaStreamTrackGenerator({ kind: 'video' });
      const stalled = new AbortController();
      window.addEventListener('stall the camera', () => stalled.abort(), { once: true });
      if (isDead) stalled.abort();
      const { readable } = new MediaStreamTrackProcessor({ track });
      readable.pipeTo(generator.writable, { signal: stalled.signal, preventAbort: true, preventClose: true }).catch(() => undefined);
      return new MediaStream([generator]);
    };
  }, [dead, cameras] as const);

/** The worker obeys the window's 'crash the worker' and 'hang the worker', once. */
const workerObeys = async (page: Page) => {
  await page.route('**/*worker*.js', async (route) => {
    const response = await route.fetch();
    const bomb = `self.addEventListener('message', ({ data }) => {
      if (data === 'crash') setTimeout(() => { throw new Error('a crash on purpose'); });
      if (data === 'hang') for (;;);
    });`;
    await route.fulfill({ response, body: bomb + (await response.text()) });
  });
  await page.addInitScript(() => {
    const Native = window.Worker;
    window.Worker = class extends Native {
      constructor(...args: ConstructorParameters<typeof Worker>) {
        super(...args);
        for (const order of ['crash', 'hang']) window.addEventListener(`${order} the worker`, () => this.postMessage(order), { once: true });
      }
    };
  });
};

/** A browser whose workers lack something. */
const LACKS = {
  canvas: 'delete self.OffscreenCanvas;',
  engine: `delete self.WebAssembly; const get = OffscreenCanvas.prototype.getContext;
    OffscreenCanvas.prototype.getContext = function (kind, ...rest) { return kind === '2d' ? get.call(this, kind, ...rest) : null; };`,
} as const;
const workerLacks = (what: keyof typeof LACKS) => async (page: Page) => {
  await page.addInitScript(() => localStorage.setItem('fovea.live', JSON.stringify({ maySend: true })));
  await page.route('**/*worker*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: LACKS[what] + (await response.text()) });
  });
};

const happens = (page: Page, event: string) => page.evaluate((type) => void window.dispatchEvent(new Event(type)), event);

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

  it('from a camera that is unplugged, by itself once the device has it again', async () => {
    const prepare = (page: Page) =>
      page.addInitScript(() => {
        const list = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
        let connected = true;
        navigator.mediaDevices.enumerateDevices = async () => (connected ? await list() : []);
        for (const now of [true, false]) {
          window.addEventListener(now ? 'plug in' : 'unplug', () => {
            connected = now;
            navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
          });
        }
      });
    await withPage({ path: '/live?start=camera', camera: people, prepare }, async ({ page }) => {
      await running(page);
      await withTrack(page, 'unplug');
      await happens(page, 'unplug');
      await page.getByRole('alert').filter({ hasText: 'The camera has stopped' }).waitFor();
      await page.waitForTimeout(1000);
      expect(await page.locator('video').count()).toBe(0);
      await happens(page, 'plug in');
      await running(page);
    });
  }, PATIENCE_MS);

  it('from a camera that stalls, by starting it again', async () => {
    await withPage({ path: '/live?start=camera', camera: people, prepare: camerasStall(false, 1) }, async ({ page }) => {
      await seen(page, 'person').waitFor(PATIENT);
      await happens(page, 'stall the camera');
      await page.getByText('The camera gave no pictures any more and was started again.').waitFor(PATIENT);
      await seen(page, 'person').waitFor(PATIENT);
    });
  }, PATIENCE_MS);

  it('from a camera that never gives a picture, when a person tries again', async () => {
    await withPage({ path: '/live?start=camera', camera: people, prepare: camerasStall(true, 2) }, async ({ page }) => {
      const alert = page.getByRole('alert').filter({ hasText: 'The camera has stopped giving pictures' });
      await alert.waitFor(PATIENT);
      await alert.getByRole('button', { name: 'Try again' }).click();
      await seen(page, 'person').waitFor(PATIENT);
    });
  }, PATIENCE_MS);

  it('from a worker that crashes', async () => {
    await withPage({ path: '/live?start=camera', camera: people, prepare: workerObeys, withoutServiceWorker: true }, async ({ page }) => {
      await seen(page, 'person').waitFor(PATIENT);
      await happens(page, 'crash the worker');
      await page.getByText('The part that runs the model stopped and was started again.').waitFor(PATIENT);
      await running(page);
      await seen(page, 'person').waitFor(PATIENT);
    });
  }, PATIENCE_MS);

  it('from a worker that hangs', async () => {
    await withPage({ path: '/live?start=camera', camera: people, prepare: workerObeys, withoutServiceWorker: true }, async ({ page }) => {
      await seen(page, 'person').waitFor(PATIENT);
      await happens(page, 'hang the worker');
      await page.getByText('The part that runs the model did not answer any more and was started again.').waitFor(PATIENT);
      await running(page);
      await seen(page, 'person').waitFor(PATIENT);
    });
  }, PATIENCE_MS);

  it('from a worker whose script does not come, when a person tries again', async () => {
    let down = true;
    const prepare = (page: Page) => page.route('**/*worker*.js', (route) => (down ? route.abort() : route.continue()));
    await withPage({ path: '/live?start=camera', camera: people, prepare, withoutServiceWorker: true }, async ({ page }) => {
      const alert = page.getByRole('alert').filter({ hasText: 'could not be loaded' });
      await alert.waitFor(PATIENT);
      down = false;
      await alert.getByRole('button', { name: 'Try again' }).click();
      await seen(page, 'person').waitFor(PATIENT);
    });
  }, PATIENCE_MS);

  it.each([
    ['canvas', 'too old'],
    ['engine', 'neither WebAssembly nor a graphics card'],
  ] as const)('from a browser whose workers have no %s, by saying so and by letting the server look when that is chosen', async (what, reason) => {
    await withPage({ path: '/live?start=camera', camera: people, prepare: workerLacks(what), withoutServiceWorker: true }, async ({ page }) => {
      await page.getByRole('alert').filter({ hasText: reason }).waitFor(PATIENT);
      await openSettings(page);
      await page.getByRole('radio', { name: /^The server/ }).click();
      await seen(page, 'person').waitFor(PATIENT);
      expect(await page.getByRole('alert').filter({ hasText: /./ }).count()).toBe(0);
    });
  }, PATIENCE_MS);

  it('from a graphics card that is lost, by going on on the processor', async () => {
    const prepare = (page: Page) =>
      page.addInitScript(() => localStorage.setItem('fovea.live', JSON.stringify({ engine: 'webgl', sizes: { 'gfl-shufflenet-v2-pan': 256 } })));
    await withPage({ path: '/live?start=camera', camera: people, gpu: 'webgl', prepare }, async ({ page, context }) => {
      // Without a graphics card it takes minutes to make the model ready for one, and each look takes seconds, of which two show a thing.
      await state(page, /256\spx.*WebGL/).waitFor({ timeout: 3 * PATIENT.timeout });
      await seen(page, 'person').waitFor({ timeout: 3 * PATIENT.timeout });
      const browser = await context.browser()?.newBrowserCDPSession();
      await browser?.send('Browser.crashGpuProcess');
      await page.getByText('The graphics card was lost. Another engine goes on.').waitFor(PATIENT);
      await state(page, /WebAssembly.*It runs on the processor, because the graphics card was lost\./).waitFor(PATIENT);
      await running(page);
      await seen(page, 'person').waitFor(PATIENT);
    });
  }, 5 * PATIENCE_MS);
});
