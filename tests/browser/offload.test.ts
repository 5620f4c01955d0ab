import type { Page, WebSocket } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessibilityProblems } from './accessibility';
import { fakeCamera } from './camera';
import { serverOrigin, withPage } from './harness';
import { PATIENCE_MS, PATIENT, running, seen } from './live-page';
import { startServer } from './server-process';

const people = fakeCamera('gif_two_people_heads');
const onServer = (page: Page) => page.getByRole('button', { name: /On the server · [1-9]\d* kB\/s sent/ });
const onDevice = (page: Page) => page.getByRole('button', { name: /On this device ·/ });

/** Chooses a place in the settings, agreeing where the page asks. */
async function choose(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  const panel = page.getByRole('dialog', { name: 'Settings' });
  await panel.getByRole('radio', { name }).click();
  const question = page.getByRole('alertdialog', { name: 'Send pictures to the server?' });
  if (await question.isVisible()) {
    expect(await accessibilityProblems(page)).toEqual([]);
    await question.getByRole('button', { name: 'Send pictures' }).click();
  }
  await page.keyboard.press('Escape');
}

describe('looking on the server', () => {
  it('begins only after a person has agreed, and ends when they take it back', async () => {
    await withPage({ path: '/live?start=camera', camera: people }, async ({ page }) => {
      const sockets: WebSocket[] = [];
      page.on('websocket', (socket) => sockets.push(socket));
      await running(page);
      await seen(page, 'person').waitFor(PATIENT);
      await page.getByRole('button', { name: 'Settings', exact: true }).click();
      const panel = page.getByRole('dialog', { name: 'Settings' });
      await panel.getByRole('radio', { name: /^The server/ }).click();
      await page.getByRole('button', { name: 'Keep them here' }).click();
      expect(await panel.getByRole('radio', { name: /^This device/ }).isChecked()).toBe(true);
      expect(sockets).toEqual([]);
      await page.keyboard.press('Escape');

      await choose(page, /^The server/);
      await onServer(page).waitFor(PATIENT);
      await seen(page, 'person').waitFor(PATIENT);
      expect(sockets.length).toBeGreaterThan(0);

      await choose(page, /^This device/);
      await page.getByRole('button', { name: /WebAssembly ·/ }).waitFor(PATIENT);
      await expect.poll(() => sockets.every((socket) => socket.isClosed()), { timeout: 30_000 }).toBe(true);
      await seen(page, 'person').waitFor(PATIENT);
    });
  }, PATIENCE_MS);

  it('goes on on the device when the server is gone, and returns when it is back', async () => {
    await serverOrigin();
    const first = await startServer();
    const port = new URL(first.url).port;
    let second: Awaited<ReturnType<typeof startServer>> | undefined;
    try {
      await withPage({ server: first.url, path: '/live?start=camera', camera: people }, async ({ page }) => {
        await running(page);
        await choose(page, /^The server/);
        await onServer(page).waitFor(PATIENT);
        if (first.pid !== undefined) process.kill(first.pid, 'SIGKILL');
        await onDevice(page).waitFor(PATIENT);
        await seen(page, 'person').waitFor(PATIENT);
        second = await startServer(['--port', port]);
        await onServer(page).waitFor(PATIENT);
        await seen(page, 'person').waitFor(PATIENT);
      });
    } finally {
      await first.stop();
      await second?.stop();
    }
  }, 2 * PATIENCE_MS);

  it('is measured against the device where the choice is left to the page, which says why', async () => {
    await withPage({ path: '/live?start=camera', camera: people }, async ({ page }) => {
      await running(page);
      await choose(page, /^Whichever is faster/);
      await page.getByRole('button', { name: /it answers in \d+ ms, (the server|this device) in \d+ ms/ }).waitFor(PATIENT);
      await seen(page, 'person').waitFor(PATIENT);
    });
  }, PATIENCE_MS);
});
