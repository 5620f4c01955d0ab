import { readFile } from 'node:fs/promises';
import { deflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { inProject } from '../../server/setup/root.mjs';
import { fakeCamera } from './camera';
import { withPage } from './harness';
import { choosePicture, openSettings, PATIENCE_MS, PATIENT, running, seen } from './live-page';

const people = fakeCamera('gif_two_people_heads');

/** Two cameras, of which the one behind both is the fake one; what is asked of them is written down in `window.asked`. */
const twoCameras = (page: Page) =>
  page.addInitScript(() => {
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    const asked: unknown[] = [];
    Object.assign(window, { asked });
    navigator.mediaDevices.getUserMedia = (constraints) => {
      asked.push(constraints?.video);
      return ask({ video: true });
    };
    navigator.mediaDevices.enumerateDevices = () => Promise.resolve(['First', 'Second'].map((label) => ({ kind: 'videoinput' as const, deviceId: label.toLowerCase(), groupId: '', label, toJSON: () => ({}) })));
  });
const lastAsked = (page: Page) => page.evaluate(() => ('asked' in window && Array.isArray(window.asked) ? (window.asked.at(-1) as unknown) : undefined));
const second = { deviceId: { exact: 'second' }, width: { ideal: 640 }, height: { ideal: 480 } };

const fromMenu = async (page: Page, name: string) => {
  await page.getByRole('button', { name: 'Source' }).click();
  await page.getByRole('menuitem', { name }).click();
};
const endTrack = (page: Page) =>
  page.locator('video').first().evaluate((video) => {
    const [track] = video instanceof HTMLVideoElement && video.srcObject instanceof MediaStream ? video.srcObject.getVideoTracks() : [];
    track?.stop();
    track?.dispatchEvent(new Event('ended'));
  });
const showsCamera = (page: Page) =>
  page.locator('video').first().evaluate((video) => video instanceof HTMLVideoElement && video.srcObject instanceof MediaStream && video.srcObject.getVideoTracks()[0]?.readyState === 'live');
const alerts = (page: Page) => page.getByRole('alert').filter({ hasText: /./ }).count();

/** The first bytes of a PNG of that size, in one colour; the rest is missing. */
function startOfPng(side: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    let crc = 0xffffffff;
    for (const byte of body) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
    const number = (value: number) => Buffer.from(Uint32Array.of(value).buffer).swap32();
    return Buffer.concat([number(data.length), body, number(~crc >>> 0)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.writeUInt8(8, 8);
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.alloc(side + 1)))]);
}

describe('what is looked at', () => {
  it('stays the camera that a person chose, at the size that they chose, when it is tried again', async () => {
    await withPage({ path: '/live?start=camera', camera: people, prepare: twoCameras }, async ({ page }) => {
      await running(page);
      await openSettings(page);
      await page.getByRole('radio', { name: /^Small/ }).click();
      await page.keyboard.press('Escape');
      await running(page);
      await fromMenu(page, 'Second');
      await running(page);
      expect(await lastAsked(page)).toMatchObject(second);

      await endTrack(page);
      await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
      await running(page);
      expect(await lastAsked(page)).toMatchObject(second);
      await page.reload();
      await running(page);
      expect(await lastAsked(page)).toMatchObject(second);
    });
  }, PATIENCE_MS);

  it('stays the camera where no screen is chosen, without a word', async () => {
    const prepare = (page: Page) =>
      page.addInitScript(() => {
        navigator.mediaDevices.getDisplayMedia = () => Promise.reject(new DOMException('Permission denied by user', 'NotAllowedError')).finally(() => Object.assign(window, { cancelled: true }));
      });
    await withPage({ path: '/live?start=camera', camera: people, prepare }, async ({ page }) => {
      await running(page);
      await fromMenu(page, 'Share the screen');
      await page.waitForFunction(() => 'cancelled' in window);
      await page.waitForTimeout(500);
      expect([await showsCamera(page), await alerts(page)]).toEqual([true, 0]);

      await fromMenu(page, 'Stop');
      await page.getByRole('region', { name: 'Start' }).getByRole('button', { name: 'Share the screen' }).click();
      await page.getByRole('button', { name: 'Start the camera' }).waitFor();
      expect(await alerts(page)).toBe(0);
    });
  }, PATIENCE_MS);

  it('stays the camera where a file cannot be shown, and says why', async () => {
    await withPage({ path: '/live?start=camera', camera: people }, async ({ page }) => {
      await running(page);
      await choosePicture(page, Buffer.from('no picture'), 'notes.txt', 'text/plain');
      await page.getByText('"notes.txt" could not be read.').waitFor(PATIENT);
      expect([await showsCamera(page), await alerts(page)]).toEqual([true, 0]);
      await seen(page, 'person').waitFor(PATIENT);
    });
  }, PATIENCE_MS);

  it('is a file of a name and a type that say nothing of it, or something wrong', async () => {
    await withPage({ path: '/live', camera: 'none' }, async ({ page }) => {
      const picture = await readFile(inProject('tests', 'fixtures', 'pictures', 'people.webp'));
      for (const [name, type] of [['holiday', ''], ['clip.mp4', 'video/mp4'], ['notes.txt', 'text/plain']] as const) {
        await choosePicture(page, picture, name, type);
        await page.getByRole('img', { name }).waitFor(PATIENT);
      }
      await seen(page, 'person').waitFor(PATIENT);
      await choosePicture(page, Buffer.from('\0\0\0\x18ftypheic', 'latin1'), 'IMG_0001.jpg', 'image/jpeg');
      await page.getByText('This browser does not show that HEIC picture').waitFor(PATIENT);
    });
  }, PATIENCE_MS);

  it('is no picture that is too large for the device, and the page says so', async () => {
    await withPage({ path: '/live', camera: 'none' }, async ({ page }) => {
      await choosePicture(page, startOfPng(30_000), 'wall.png');
      await page.getByRole('alert').filter({ hasText: '"wall.png" may be too large for this device' }).waitFor(PATIENT);
    });
  }, PATIENCE_MS);
});
