import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { classColour } from '../../app/overlay/class-colour';
import { inProject } from '../../server/setup/root.mjs';
import sharp from 'sharp';
import { accessibilityProblems } from './accessibility';
import { fakeCamera } from './camera';
import { withPage } from './harness';
import { drawn, openSettings, outOfSight, PATIENCE_MS, PATIENT, ready, running, seen, state } from './live-page';
import { motions } from './motions';

/** Presses Tab until the named thing has the focus, as a person without a mouse does. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
    });
    if (name.test(focused)) return;
  }
  throw new Error(`${String(name)} cannot be reached with the Tab key.`);
}

describe('the live page in use', () => {
  it('needs no mouse', async () => {
    await withPage({ path: '/live', camera: fakeCamera('gif_two_people_heads') }, async ({ page }) => {
      await tabTo(page, /Start the camera/);
      await page.keyboard.press('Enter');
      await running(page);
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Controls');
      await tabTo(page, /^Pause$/);
      await page.keyboard.press('Space');
      await page.getByText('Paused', { exact: true }).waitFor({ state: 'attached' });
      await tabTo(page, /^Settings$/);
      await page.keyboard.press('Enter');
      await page.getByRole('dialog', { name: 'Settings' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog', { name: 'Settings' }).waitFor({ state: 'hidden' });
    });
  }, PATIENCE_MS);

  it('has every action in sight on a phone held sideways', async () => {
    await withPage({ path: '/live', camera: fakeCamera('gif_two_people_heads'), viewport: 'sideways' }, async ({ page }) => {
      await ready(page);
      expect(await outOfSight(page)).toEqual([]);
      await page.getByRole('button', { name: 'Start the camera' }).click();
      await running(page);
      expect(await outOfSight(page)).toEqual([]);
      await page.getByRole('button', { name: 'Source' }).click();
      await page.getByRole('menuitem', { name: 'Picture or video file' }).click({ trial: true });
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Snapshot' }).click();
      await page.getByRole('dialog', { name: 'Snapshot' }).waitFor(PATIENT);
      expect(await outOfSight(page)).toEqual([]);
    });
    await withPage({ path: '/live?start=camera', camera: 'none', viewport: 'sideways' }, async ({ page }) => {
      await page.getByRole('alert').getByRole('button', { name: 'Try again' }).waitFor(PATIENT);
      expect(await outOfSight(page)).toEqual([]);
    });
  }, PATIENCE_MS);

  it('says what is seen to a screen reader, for a person who wants that, and where the time goes', async () => {
    await withPage({ path: '/live?start=camera', camera: fakeCamera('gif_two_people_heads') }, async ({ page }) => {
      await running(page);
      await seen(page, 'person').waitFor(PATIENT);
      const said = page.getByRole('status').filter({ hasText: /person \d/ });
      expect(await said.count()).toBe(0);
      const panel = await openSettings(page);
      await panel.getByRole('switch', { name: 'Tell a screen reader what is seen' }).click();
      await said.waitFor({ state: 'attached', ...PATIENT });
      await panel.getByText('Where the time goes').click();
      await panel.getByText('Answers a second').waitFor();
      await panel.getByRole('img', { name: /^Latency of the last \d+ answers/ }).waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
    });
  }, PATIENCE_MS);

  it('moves nothing but the picture for a person who wants less motion', async () => {
    await withPage({ path: '/live?start=camera', camera: fakeCamera('gif_two_people_heads'), reducedMotion: true }, async ({ page }) => {
      await running(page);
      await page.getByRole('button', { name: 'Record' }).click();
      await page.getByText(/^Recording\d/).waitFor(PATIENT);
      await openSettings(page);
      expect(await motions(page)).toEqual([]);
    });
  }, PATIENCE_MS);

  it('shows the classes that a person wants, and remembers them', async () => {
    await withPage({ path: '/live?start=camera', camera: fakeCamera('gif_two_people_heads') }, async ({ page }) => {
      await running(page);
      await seen(page, 'person').waitFor(PATIENT);
      await openSettings(page);
      await page.getByText('All 80 are shown').click();
      await page.getByRole('searchbox', { name: 'Search the classes' }).fill('pers');
      await page.getByRole('checkbox', { name: 'person' }).uncheck();
      await page.getByText('79 of 80 are shown').waitFor();
      await seen(page, 'person').waitFor({ state: 'detached', ...PATIENT });

      await page.reload();
      await running(page);
      await openSettings(page);
      await page.getByText('79 of 80 are shown').click();
      await page.getByRole('button', { name: 'Show all' }).click();
      await seen(page, 'person').waitFor(PATIENT);
    });
  }, PATIENCE_MS);

  it('answers a tap on a box and on a chip, in a mirrored view too, and the same without a mouse', async () => {
    await withPage({ path: '/live?start=camera', camera: fakeCamera('gif_two_people_heads') }, async ({ page }) => {
      await running(page);
      await seen(page, 'person').waitFor(PATIENT);
      await page.getByRole('button', { name: 'Pause' }).click();
      const card = page.getByRole('region', { name: /^person, number \d+$/ });
      const boxes = page.getByRole('list', { name: 'Things in the picture' }).getByRole('button');
      await boxes.first().waitFor({ state: 'attached', ...PATIENT });
      const count = await boxes.count();
      const box = await drawn(page, classColour(1).css);
      if (box === undefined) throw new Error('No box is drawn.');

      await page.getByRole('button', { name: 'Source' }).click();
      await page.getByRole('menuitemcheckbox', { name: /mirror/i }).click();
      await expect.poll(async () => (await drawn(page, classColour(1).css))?.left).not.toBe(box.left);
      const mirrored = await drawn(page, classColour(1).css) ?? box;
      // Just inside the outermost box.
      await page.mouse.click(mirrored.left + 15, (mirrored.top + mirrored.bottom) / 2);
      await card.getByText(/\d+ %/).waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await card.waitFor({ state: 'detached' });

      await boxes.first().focus();
      await page.keyboard.press('Enter');
      await card.getByRole('button', { name: 'Hide this' }).click();
      await expect.poll(() => boxes.count()).toBe(count - 1);
      await page.getByRole('button', { name: 'Show all again' }).click();
      await expect.poll(() => boxes.count()).toBe(count);

      const chip = seen(page, 'person').getByRole('button');
      await chip.click();
      expect(await chip.getAttribute('aria-pressed')).toBe('true');
      await chip.click();
      expect(await chip.getAttribute('aria-pressed')).toBe('false');
    });
  }, PATIENCE_MS);

  it('draws between answers, so that boxes move at the rate of the screen', async () => {
    await withPage({ path: '/live?start=camera', camera: fakeCamera('person_walking_in') }, async ({ page }) => {
      await running(page);
      await seen(page, 'person').waitFor(PATIENT);
      const drawnInThreeSeconds = () => page.getByTestId('overlay').evaluate(async (canvas) => {
        if (!(canvas instanceof HTMLCanvasElement)) throw new Error('The overlay is not a canvas.');
        const context = canvas.getContext('2d');
        if (context === null) throw new Error('It has no context.');
        let count = 0;
        const clear = context.clearRect.bind(context);
        context.clearRect = (...args) => {
          count++;
          clear(...args);
        };
        await new Promise((resolve) => setTimeout(resolve, 3000));
        context.clearRect = clear;
        return count;
      });
      // Three seconds of answers, and at least twice as many drawings; a busy machine may not draw at once.
      await expect.poll(async () => {
        const drawings = await drawnInThreeSeconds();
        const fps = await state(page, /fps/).innerText();
        return drawings / (3 * Number(/([\d.]+) fps/.exec(fps)?.[1]));
      }, PATIENT).toBeGreaterThan(2);
    });
  }, PATIENCE_MS);

  it('takes a picture that is dropped on it', async () => {
    await withPage({ path: '/live', camera: 'none' }, async ({ page }) => {
      await ready(page);
      const png = await sharp(inProject('tests', 'fixtures', 'pictures', 'bottles.webp')).png().toBuffer();
      const data = await page.evaluateHandle((base64) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], 'dropped.png', { type: 'image/png' }));
        return transfer;
      }, png.toString('base64'));
      await page.locator('main').dispatchEvent('drop', { dataTransfer: data });
      await page.getByRole('img', { name: 'dropped.png' }).waitFor(PATIENT);
      await seen(page, /^bottle 3$/).waitFor(PATIENT);
    });
  }, PATIENCE_MS);

  it('looks at a shared screen, as it is and not mirrored, until the sharing ends', async () => {
    await withPage({ path: '/live?start=camera', camera: fakeCamera('gif_two_people_heads') }, async ({ page }) => {
      await running(page);
      await page.getByRole('button', { name: 'Source' }).click();
      await page.getByRole('menuitem', { name: 'Share the screen' }).click();
      const video = page.locator('video').first();
      await page.waitForFunction(() => {
        const shown = document.querySelector('video')?.srcObject;
        return shown instanceof MediaStream && shown.getVideoTracks()[0]?.getSettings().displaySurface === 'monitor';
      });
      await running(page);
      await page.getByRole('button', { name: 'Source' }).click();
      await page.getByRole('menuitemcheckbox', { name: 'Mirror the picture', checked: false }).waitFor();
      await page.keyboard.press('Escape');
      // A person ends it in the browser's own bar.
      await video.evaluate((element) => {
        const [track] = element instanceof HTMLVideoElement && element.srcObject instanceof MediaStream ? element.srcObject.getVideoTracks() : [];
        track?.stop();
        track?.dispatchEvent(new Event('ended'));
      });
      const start = page.getByRole('region', { name: 'Start' });
      await start.getByRole('button', { name: 'Share the screen' }).click();
      await running(page);
    });
  }, PATIENCE_MS);

  it('goes on looking while the model gets ready at another size', async () => {
    await withPage({ path: '/live?start=camera', camera: fakeCamera('gif_two_people_heads') }, async ({ page }) => {
      await seen(page, 'person').waitFor(PATIENT);
      const settings = await openSettings(page);
      const interruptions = await page.evaluateHandle(() => {
        const heard: string[] = [];
        new MutationObserver(() => {
          if (document.querySelector('[role=progressbar]') !== null) heard.push('progress');
          if (document.querySelector('button[aria-label=Snapshot]:disabled') !== null) heard.push('no snapshot');
        }).observe(document.body, { subtree: true, childList: true, attributes: true });
        return heard;
      });
      for (const size of ['256', '512']) {
        await settings.getByRole('radio', { name: `${size} × ${size} pixels` }).click();
        await state(page, new RegExp(`fps.*${size} px`)).waitFor(PATIENT);
      }
      expect(await interruptions.jsonValue()).toEqual([]);
    });
  }, PATIENCE_MS);

  it('offers torch and zoom where the camera has them', async () => {
    const prepare = (page: Page) =>
      page.addInitScript(() => {
        const set = { torch: false, zoom: 1 };
        Object.assign(MediaStreamTrack.prototype, {
          getCapabilities: () => ({ torch: true, zoom: { min: 1, max: 4, step: 0.1 } }),
          getSettings: () => set,
          applyConstraints: ({ advanced: [change] }: { advanced: [object] }) => Promise.resolve(void Object.assign(set, change)),
        });
      });
    await withPage({ path: '/live?start=camera', camera: fakeCamera('gif_two_people_heads'), viewport: 'narrow', prepare }, async ({ page }) => {
      await running(page);
      const torch = page.getByRole('button', { name: 'Torch' });
      await torch.click();
      expect(await torch.getAttribute('aria-pressed')).toBe('true');
      const zoom = page.getByRole('slider', { name: 'Zoom' });
      await zoom.focus();
      await page.keyboard.press('End');
      await page.getByText('4.0 ×').waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    });
  }, PATIENCE_MS);
});
