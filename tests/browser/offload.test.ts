import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page, WebSocket } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { parseCard } from '../../models/artifact/load-card';
import { sha256 } from '../../models/artifact/sha256';
import { modelsDirectory } from '../../models/node/model-folder';
import { accessibilityProblems } from './accessibility';
import { atRest } from './at-rest';
import { fakeCamera } from './camera';
import { serverOrigin, withPage } from './harness';
import { openSettings, PATIENCE_MS, PATIENT, running, seen, state } from './live-page';
import { startServer } from './server-process';

const people = fakeCamera('gif_two_people_heads');
const onServer = (page: Page) => state(page, /Sending [\d.]+ kB\/s to the server\s+On the server/);
const onDevice = (page: Page) => state(page, /On this device.*WebAssembly ·/);

/** Chooses a place in the settings, agreeing where the page asks. */
async function choose(page: Page, name: RegExp): Promise<void> {
  const panel = await openSettings(page);
  await panel.getByRole('radio', { name }).click();
  const question = page.getByRole('alertdialog', { name: 'Send pictures to the server?' });
  if (await question.isVisible()) {
    expect(await accessibilityProblems(page)).toEqual([]);
    await question.getByRole('button', { name: 'Send pictures' }).click();
  }
  await page.keyboard.press('Escape');
}

const PUBLISHED = 'nanodet-plus-coco';

/** A folder of the server with the published detector in it, as if it were too heavy for devices, and once more with weights that cannot be read. */
async function heavyModels(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fovea-server-models-'));
  for (const [name, title] of [['heavy', 'Heavy'], ['ghost', 'Ghost']] as const) {
    await cp(join(modelsDirectory, PUBLISHED), join(folder, name), { recursive: true });
    const card = parseCard(await readFile(join(folder, name, 'card.json'), 'utf8'));
    const { weights } = card;
    const nothing = Buffer.from('nothing');
    if (name === 'ghost') await writeFile(join(folder, name, weights.file), nothing);
    const described = name === 'ghost' ? { ...weights, sizeBytes: nothing.length, sha256: sha256(nothing) } : weights;
    await writeFile(join(folder, name, 'card.json'), JSON.stringify({ ...card, name, title, runsOn: 'server', weights: described }));
  }
  return folder;
}

describe('a model that only the server runs', () => {
  it('is offered before anything is sent, is asked for first, and goes back to the model before where it is refused or does not run', async () => {
    await serverOrigin();
    const folder = await heavyModels();
    const server = await startServer(['--server-models', folder]);
    try {
      await withPage({ server: server.url, path: '/live?start=camera', camera: people }, async ({ page }) => {
        const sockets: WebSocket[] = [];
        page.on('websocket', (socket) => sockets.push(socket));
        await running(page);
        await seen(page, 'person').waitFor(PATIENT);
        const panel = await openSettings(page);
        const before = panel.getByRole('radio', { name: /^Everyday things, fast(?!, compressed)/ });
        const heavy = panel.getByRole('radio', { name: /^Heavy.*On the server only: pictures are sent there/ });
        const question = page.getByRole('alertdialog', { name: 'Send pictures to the server?' });

        await heavy.click();
        await question.getByText('Heavy runs on the server only.').waitFor();
        expect(await accessibilityProblems(page)).toEqual([]);
        await question.getByRole('button', { name: 'Keep them here' }).click();
        await question.waitFor({ state: 'hidden' });
        expect([await heavy.isChecked(), await before.isChecked(), sockets.length]).toEqual([false, true, 0]);

        await heavy.click();
        await question.getByRole('button', { name: 'Send pictures' }).click();
        // It begins with the largest of its sizes, and keeps that where the server is fast enough.
        await state(page, /Heavy.*\d+ px/).waitFor(PATIENT);
        await onServer(page).waitFor(PATIENT);
        expect(await heavy.isChecked()).toBe(true);
        await seen(page, 'person').waitFor(PATIENT);
        await page.getByText('The model that you chose runs on the server only. At any other place Everyday things, fast looks.').waitFor();

        await page.keyboard.press('Escape');
        const sheet = page.getByRole('dialog', { name: 'Snapshot' });
        const snapshotByHeavy = async () => {
          await onServer(page).waitFor(PATIENT);
          await page.getByRole('button', { name: 'Snapshot' }).click();
          await sheet.getByText(/person \d, seen by /).waitFor(PATIENT);
          if (await sheet.getByText(/seen by Heavy\./).isVisible()) return true;
          await page.keyboard.press('Escape');
          await sheet.waitFor({ state: 'hidden' });
          return false;
        };
        // Where a machine is busy, the server may be late for a moment: this device looks then, and the snapshot says so.
        await expect.poll(snapshotByHeavy, PATIENT).toBe(true);
        const boxes = await sheet.getByRole('link', { name: /^Save the boxes/ }).getAttribute('href');
        expect(await page.evaluate(async (url) => (await fetch(url ?? '')).text(), boxes)).toContain('Seen by Heavy in Fovea');
        await page.keyboard.press('Escape');

        await openSettings(page);
        await panel.getByRole('radio', { name: /^Ghost/ }).click();
        await page.getByText('Ghost cannot be used now, so the model before goes on. The server fails at this model.').waitFor(PATIENT);
        await state(page, /Everyday things, fast.* px.*WebAssembly ·/).waitFor(PATIENT);
        expect(await before.isChecked()).toBe(true);
        await seen(page, 'person').waitFor(PATIENT);
      });
    } finally {
      await server.stop();
      await rm(folder, { recursive: true });
    }
  }, 2 * PATIENCE_MS);
});

describe('looking on the server', () => {
  it('begins only after a person has agreed, and ends when they take it back', async () => {
    await withPage({ path: '/live?start=camera', camera: people }, async ({ page }) => {
      const sockets: WebSocket[] = [];
      page.on('websocket', (socket) => sockets.push(socket));
      await running(page);
      await seen(page, 'person').waitFor(PATIENT);
      const panel = await openSettings(page);
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
      await onDevice(page).waitFor(PATIENT);
      await expect.poll(() => sockets.every((socket) => socket.isClosed()), { timeout: 30_000 }).toBe(true);
      await seen(page, 'person').waitFor(PATIENT);
    });
  }, PATIENCE_MS);

  it('asks for the token of a server that has one, says where it is wrong, and keeps it for the next visit', async () => {
    await serverOrigin();
    const token = 'a secret of many characters';
    const server = await startServer([], { OFFLOAD_TOKEN: token });
    try {
      await withPage({ server: server.url, path: '/live?start=camera', camera: people }, async ({ page }) => {
        await running(page);
        await choose(page, /^The server/);
        const panel = await openSettings(page);
        const field = panel.getByLabel('The server asks for its token.');
        await field.fill('a guess of many characters');
        expect(await accessibilityProblems(page)).toEqual([]);
        await field.press('Enter');
        await panel.getByRole('alert').getByText('This is not the server’s token. Check it and type it again.').waitFor();
        expect(await field.getAttribute('aria-invalid')).toBe('true');
        expect(await accessibilityProblems(page)).toEqual([]);
        await state(page, /type it again in the settings/).waitFor();
        await field.fill(token);
        await panel.getByRole('button', { name: 'Use it' }).click();
        await onServer(page).waitFor(PATIENT);
        await field.waitFor({ state: 'detached' });

        await page.reload();
        await onServer(page).waitFor(PATIENT);
      });
    } finally {
      await server.stop();
    }
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
      await state(page, /answers in \d+\sms, (the server|this device) in \d+\sms/).waitFor(PATIENT);
      await seen(page, 'person').waitFor(PATIENT);
    });
  }, PATIENCE_MS);

  it('says how much leaves, uncut, on the smallest screen too, and that nothing does in a pause', async () => {
    await withPage({ path: '/live?start=camera', camera: people, viewport: 'narrow' }, async ({ page }) => {
      await running(page);
      await choose(page, /^Whichever is faster/);
      const sending = page.getByText(/^Sending [\d.]+ kB\/s to (try )?the server$/);
      await sending.waitFor(PATIENT);
      const { shown, needed, right } = await sending.evaluate((line) => ({ shown: line.clientWidth, needed: line.scrollWidth, right: line.getBoundingClientRect().right }));
      expect(needed).toBeLessThanOrEqual(shown);
      expect(right).toBeLessThan(360);
      await page.getByRole('button', { name: 'Pause' }).click();
      await sending.waitFor({ state: 'detached' });
    });
  }, PATIENCE_MS);

  it('stands beside the settings on a large screen', async () => {
    await withPage({ path: '/live?start=camera', camera: people }, async ({ page }) => {
      await running(page);
      const badge = onDevice(page);
      const panel = await openSettings(page);
      await atRest(page);
      const [left, right] = [await panel.boundingBox(), await badge.boundingBox()];
      expect((right?.x ?? 0) + (right?.width ?? 0)).toBeLessThan(left?.x ?? 0);
    });
  }, PATIENCE_MS);

  it('is not offered by a server that does not look at pictures', async () => {
    await serverOrigin();
    const server = await startServer(['--offload', 'off']);
    try {
      await withPage({ server: server.url, path: '/live?start=camera', camera: people }, async ({ page }) => {
        await running(page);
        const panel = await openSettings(page);
        await panel.getByRole('radio', { name: /as first published/ }).waitFor();
        expect(await panel.getByRole('radio', { name: /^(The server|Whichever is faster)/ }).count()).toBe(0);
      });
    } finally {
      await server.stop();
    }
  }, PATIENCE_MS);
});
