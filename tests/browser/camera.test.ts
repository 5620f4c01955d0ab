import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { fakeCamera, type FakeCamera } from './camera';
import { withPage } from './harness';

/** Asks for the camera and says what came, once a picture differs from the first: the size; or the error's name. */
const look = (page: Page) =>
  page.evaluate(async () => {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: true });
      const video = document.createElement('video');
      video.muted = true;
      video.srcObject = stream;
      await video.play();
      const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
      const context = canvas.getContext('2d');
      if (context === null) throw new Error('no 2d context');
      const look = async () => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        context.drawImage(video, 0, 0);
        return context.getImageData(0, 0, canvas.width, canvas.height).data;
      };
      const first = await look();
      while ((await look()).every((value, index) => value === first[index]));
      stream.getTracks().forEach((track) => track.stop());
      return { width: canvas.width, height: canvas.height };
    } catch (error) {
      return error instanceof Error ? error.name : String(error);
    }
  });

describe('the camera of the browser under test', () => {
  const seen: readonly FakeCamera[] = [fakeCamera('gif_two_people_heads'), fakeCamera('there is no such clip')];
  it.each(seen)('plays $title (%#)', async (camera) => {
    await withPage({ camera }, async ({ page }) => {
      expect(await look(page)).toEqual({ width: 640, height: 480 });
    });
  });

  it('can be refused', async () => {
    await withPage({ camera: 'denied' }, async ({ page }) => expect(await look(page)).toBe('NotAllowedError'));
  });

  it('can be absent', async () => {
    await withPage({ camera: 'none' }, async ({ page }) => expect(await look(page)).toBe('NotFoundError'));
  });
});
