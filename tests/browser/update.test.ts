import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessibilityProblems } from './accessibility';
import { fakeCamera } from './camera';
import { startChangingServer } from './changing-server';
import { serverOrigin, serviceWorkerInCharge, withPage } from './harness';

const PATIENCE_MS = 600_000;
const PATIENT = { timeout: 120_000 };

/** A trace that a reload wipes away. */
const mark = (page: Page) => page.evaluate(() => { document.documentElement.dataset['mark'] = 'here'; });
const marked = (page: Page) => page.evaluate(() => document.documentElement.dataset['mark'] === 'here');
const prompt = (page: Page, title: string) => page.getByRole('status').filter({ hasText: title });
const check = (page: Page) => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update().then(() => undefined));

describe('a new version', () => {
  it('waits until a person takes it, in every tab', async () => {
    const server = await startChangingServer(await serverOrigin());
    try {
      await withPage({ server: server.url, path: '/live?start=camera', camera: fakeCamera('person_walking_in'), viewport: 'phone' }, async ({ page, context, origin }) => {
        await page.getByText(/^Running: /).waitFor({ state: 'attached', ...PATIENT });
        await serviceWorkerInCharge(page);
        const other = await context.newPage();
        await other.goto(`${origin}/models`);
        await serviceWorkerInCharge(other);
        await Promise.all([mark(page), mark(other)]);

        server.change();
        await check(page);
        await prompt(page, 'A new version is ready').waitFor(PATIENT);
        await prompt(other, 'A new version is ready').waitFor(PATIENT);
        expect(await accessibilityProblems(page)).toEqual([]);
        await prompt(other, 'A new version is ready').getByRole('button', { name: 'Later' }).click();
        await other.getByText('A new version is ready').waitFor({ state: 'detached' });
        // Nothing has moved: the camera runs, and the controls are free.
        expect(await marked(page)).toBe(true);
        await page.getByRole('button', { name: 'Pause' }).click();
        await page.getByRole('button', { name: 'Go on' }).click();
        await page.getByText(/^Running: /).waitFor({ state: 'attached', ...PATIENT });

        // A recording is offered first.
        await page.getByRole('button', { name: 'Record', exact: true }).click();
        await page.getByRole('button', { name: 'Stop recording' }).waitFor();
        const reload = prompt(page, 'A new version is ready').getByRole('button', { name: 'Reload' });
        await reload.click();
        const sheet = page.getByRole('dialog', { name: 'Recording' });
        await sheet.getByRole('button', { name: 'Close the recording' }).click();
        await sheet.getByRole('button', { name: 'Discard' }).click();
        expect(await marked(page)).toBe(true);

        await reload.focus();
        await page.keyboard.press('Enter');
        await expect.poll(() => marked(page).catch(() => true), PATIENT).toBe(false);
        await prompt(other, 'Updated in another tab').waitFor(PATIENT);
        expect(await marked(other)).toBe(true);
        await prompt(other, 'Updated in another tab').getByRole('button', { name: 'Reload' }).click();
        await expect.poll(() => marked(other).catch(() => true), PATIENT).toBe(false);

        await serviceWorkerInCharge(other);
        expect(await other.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting ?? null)).toBeNull();
        expect(await other.getByText(/new version|another tab/).count()).toBe(0);
      });
    } finally {
      await server.stop();
    }
  }, PATIENCE_MS);

  it('is in use when all tabs were closed and one is opened again', async () => {
    const server = await startChangingServer(await serverOrigin());
    try {
      await withPage({ server: server.url }, async ({ page, context, origin }) => {
        await serviceWorkerInCharge(page);
        server.change();
        await check(page);
        await prompt(page, 'A new version is ready').getByRole('button', { name: 'Later' }).click();
        await page.close();
        const next = await context.newPage();
        await next.goto(origin);
        await serviceWorkerInCharge(next);
        await expect.poll(() => next.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting ?? null), PATIENT).toBeNull();
        expect(await next.getByText('A new version is ready').count()).toBe(0);
      });
    } finally {
      await server.stop();
    }
  }, PATIENCE_MS);
});
