import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { parseCatalogue } from '../../models/artifact/catalogue';
import { parseCard } from '../../models/artifact/load';
import { inProject } from '../../server/setup/root.mjs';
import { accessibilityProblems } from './accessibility';
import { withPage } from './harness';

const PATIENCE_MS = 600_000;
const PATIENT = { timeout: 120_000 };

const read = (...path: string[]) => readFile(inProject('public', 'models', ...path), 'utf8');
const { models } = parseCatalogue(JSON.parse(await read('catalogue.json')));
const cards = await Promise.all(models.map(async ({ name }) => parseCard(await read(name, 'card.json'))));
const detector = cards.find(({ task }) => task === 'detection');
if (detector === undefined) throw new Error('No detector is shipped.');

const article = (page: Page, title: string) => page.getByRole('article', { name: title, exact: true });
const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

describe('the pages of the models', () => {
  it('list every card, with what it does, costs, and is bad at', async () => {
    await withPage({ path: '/models' }, async ({ page }) => {
      for (const { title, summary, limits, licence, input, metrics, weights, task } of cards) {
        const usual = metrics.find(({ size }) => size === undefined || size === input.width);
        const one = article(page, title);
        await one.getByText(summary).waitFor();
        await one.getByText(limits[0] ?? '', { exact: true }).waitFor();
        await one.getByText(licence, { exact: true }).waitFor();
        await one.getByText(`${(weights.sizeBytes / 1e6).toFixed(1)} MB`, { exact: true }).waitFor();
        await one.getByText(usual?.value.toFixed(3) ?? 'Not measured yet.', { exact: true }).first().waitFor();
        expect(await one.getByRole('link', { name: `Try it ${title}` }).count()).toBe(task === 'detection' ? 1 : 0);
      }
    });
  });

  it('show a card whole', async () => {
    await withPage({ path: '/models' }, async ({ page, origin }) => {
      for (const card of cards) {
        await page.goto(`${origin}/models/${card.name}`);
        await page.getByRole('heading', { name: card.title, level: 1 }).waitFor();
        const text = await page.locator('main').innerText();
        const all = [
          ...card.limits, ...card.metrics.flatMap(({ scope, dataset, command, value }) => [scope, dataset, command, value.toFixed(3)]),
          card.weights.sha256, card.parameters.toLocaleString('en'), card.multiplyAdds.toLocaleString('en'), card.licence,
          ...(card.training === undefined ? [] : [card.training.command, card.training.engine, card.training.commit, ...card.training.data.map(({ images }) => images.toLocaleString('en'))]),
          ...(card.parent === undefined ? [] : [card.parent.name, card.parent.what]),
        ];
        for (const expected of all) expect(text).toContain(expected);
        await page.getByText(/kinds? of things?$/).click();
        await page.getByRole('listitem').filter({ hasText: card.categories.at(-1)?.name ?? '' }).last().waitFor();
      }
    });
  });

  it('say what is on this device, and delete it', async () => {
    const { name, title } = detector;
    await withPage({ path: '/live', camera: 'none' }, async ({ page, origin }) => {
      await page.goto(`${origin}/models`);
      await article(page, title).getByText(/^Not on this device/).waitFor();
      await page.goto(`${origin}/live`);
      await page.getByText(/ is ready$/).waitFor(PATIENT);
      const used = await page.evaluate(async () => (await (await caches.open('fovea-models')).keys()).map(({ url }) => new URL(url).pathname.split('/')[2]));
      expect(new Set(used).size).toBe(1);
      const model = cards.find((card) => used.includes(card.name));

      await page.goto(`${origin}/models`);
      const one = article(page, model?.title ?? '');
      await one.getByText(/^On this device, /).waitFor();
      await page.getByText(/^1 model, /).waitFor();
      const remove = one.getByRole('button', { name: /^Delete / });
      await remove.focus();
      await page.keyboard.press('Enter');
      const gone = one.getByText(/^Not on this device/);
      await gone.waitFor();
      await expect.poll(() => gone.evaluate((element) => element === document.activeElement)).toBe(true);
      await page.getByText(/^No model yet/).waitFor();
      expect(await page.evaluate(async () => (await (await caches.open('fovea-models')).keys()).length)).toBe(0);

      // One that was trained again since, and one that is offered no more.
      await page.evaluate(async (known) => {
        const cache = await caches.open('fovea-models');
        for (const kept of [known, 'a-former-model']) {
          await cache.put(`/models/${kept}/weights?sha256=${'0'.repeat(64)}`, new Response('old', { headers: { 'Content-Length': '3' } }));
        }
      }, name);
      await page.reload();
      await article(page, title).getByText(/^Another version is on this device/).waitFor();
      await page.getByRole('button', { name: 'Delete a-former-model from this device' }).click();
      await page.getByText('a-former-model, no longer offered').waitFor({ state: 'detached' });
    });
  }, PATIENCE_MS);

  const looks = (['phone', 'desktop'] as const).flatMap((viewport) => (['light', 'dark'] as const).map((colorScheme) => ({ viewport, colorScheme })));
  it.each(looks)('fit a $viewport and have nothing that axe calls serious, in $colorScheme', async ({ viewport, colorScheme }) => {
    await withPage({ path: '/models', viewport, colorScheme }, async ({ page, origin }) => {
      if (viewport === 'phone') await page.setViewportSize({ width: 360, height: 740 });
      for (const path of ['/models', ...models.map(({ name }) => `/models/${name}`)]) {
        await page.goto(`${origin}${path}`);
        await page.locator('summary').first().click();
        expect(await accessibilityProblems(page), path).toEqual([]);
        expect(await overflow(page), path).toBeLessThanOrEqual(0);
      }
    });
  }, PATIENCE_MS);

  it('answers 404 for a model that there is not', async () => {
    await withPage({}, async ({ page, origin }) => {
      expect((await page.request.get(`${origin}/models/no-such-model`)).status()).toBe(404);
    });
  });
});
