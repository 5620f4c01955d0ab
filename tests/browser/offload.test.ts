import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page, WebSocket } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { parseCard } from '../../models/artifact/load-card';
import { modelsDirectory } from '../../models/node/model-folder';
import { accessibilityProblems } from './accessibility';
import { fakeCamera } from './camera';
import { serverOrigin, withPage } from './harness';
import { openSettings, PATIENCE_MS, PATIENT, running, seen } from './live-page';
import { startServer } from './server-process';

const people = fakeCamera('gif_two_people_heads');
const onServer = (page: Page) => page.getByRole('button', { name: /On the server · [1-9]\d* kB\/s sent/ });
const onDevice = (page: Page) => page.getByRole('button', { name: /On this device ·/ });

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

/** A folder of the server with the published detector in it, as if it were too heavy for devices. */
async function heavyModel(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fovea-server-models-'));
  const heavy = join(folder, 'heavy');
  await cp(join(modelsDirectory, PUBLISHED), heavy, { recursive: true });
  const card = parseCard(await readFile(join(heavy, 'card.json'), 'utf8'));
  await writeFile(join(heavy, 'card.json'), JSON.stringify({ ...card, name: 'heavy', title: 'Heavy', runsOn: 'server' }));
  return folder;
}

/** The page is offered that model, and another that the server does not have. */
async function offerHeavyModels(page: Page): Promise<void> {
  await page.route('**/models/catalogue.json', async (route) => {
    const response = await route.fetch();
    const catalogue = await response.json() as { readonly models: readonly { readonly name: string }[] };
    const entry = catalogue.models.find(({ name }) => name === PUBLISHED);
    const heavy = (name: string, title: string) => ({ ...entry, name, title, runsOn: 'server' });
    await route.fulfill({ response, json: { ...catalogue, models: [...catalogue.models, heavy('heavy', 'Heavy'), heavy('ghost', 'Ghost')] } });
  });
}

describe('a model that only the server runs', () => {
  it('says so, is asked for first, and goes back to the model before where it is refused or not there', async () => {
    await serverOrigin();
    const folder = await heavyModel();
    const server = await startServer(['--server-models', folder]);
    try {
      await withPage({ server: server.url, path: '/live?start=camera', camera: people, withoutServiceWorker: true, prepare: offerHeavyModels }, async ({ page }) => {
        const sockets: WebSocket[] = [];
        page.on('websocket', (socket) => sockets.push(socket));
        await running(page);
        await seen(page, 'person').waitFor(PATIENT);
        const panel = await openSettings(page);
        const before = panel.getByRole('radio', { name: /^One-stage detector/ });
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
        await page.getByRole('button', { name: /Heavy · 320 px/ }).waitFor(PATIENT);
        await onServer(page).waitFor(PATIENT);
        expect(await heavy.isChecked()).toBe(true);
        await seen(page, 'person').waitFor(PATIENT);

        await panel.getByRole('radio', { name: /^Ghost/ }).click();
        await page.getByText(/^Ghost cannot be used now, so the model before goes on\. There is no model "ghost"/).waitFor(PATIENT);
        await page.getByRole('button', { name: /One-stage detector.* px.*WebAssembly ·/ }).waitFor(PATIENT);
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
      await page.getByRole('button', { name: /WebAssembly ·/ }).waitFor(PATIENT);
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
        await panel.getByText('This server asks for a token, and this is not it.').waitFor();
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
      await page.getByRole('button', { name: /it answers in \d+ ms, (the server|this device) in \d+ ms/ }).waitFor(PATIENT);
      await seen(page, 'person').waitFor(PATIENT);
    });
  }, PATIENCE_MS);
});
