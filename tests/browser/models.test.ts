import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { parseCatalogue } from '../../models/artifact/catalogue';
import { atSize, inputSizes } from '../../models/artifact/input-size';
import { parseCard } from '../../models/artifact/load';
import { countMultiplyAdds } from '../../models/graph/costs';
import { counted } from '../../models/graph/format-count';
import { partsOf } from '../../models/graph/network-parts';
import { traceModel } from '../../models/graph/trace-model';
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
// A phone's browser widens its layout to what does not fit, so the width that it was given counts.
const overflow = async (page: Page) => (await page.evaluate(() => document.documentElement.scrollWidth)) - (page.viewportSize()?.width ?? 0);

describe('the pages of the models', () => {
  it('list every card, with what it does, costs, and is bad at', async () => {
    await withPage({ path: '/models' }, async ({ page }) => {
      for (const { title, summary, limits, licence, input, metrics, weights } of cards) {
        const usual = metrics.find(({ size }) => size === undefined || size === input.width);
        const one = article(page, title);
        await one.getByText(summary).waitFor();
        await one.getByText(limits[0] ?? '', { exact: true }).waitFor();
        await one.getByText(licence, { exact: true }).waitFor();
        await one.getByText(`${(weights.sizeBytes / 1e6).toFixed(1)} MB`, { exact: true }).waitFor();
        await one.getByText(usual?.value.toFixed(3) ?? 'Not measured yet.', { exact: true }).first().waitFor();
        await one.getByRole('link', { name: `Try it ${title}` }).waitFor();
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
          ...card.limits, ...card.metrics.flatMap(({ scope, dataset, value }) => [scope, dataset, value.toFixed(3)]),
          // One command of a data set, that of the usual size.
          ...card.metrics.filter(({ size = card.input.width }) => size === card.input.width).map(({ command }) => command),
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

  it('put the detectors side by side, the default first', async () => {
    await withPage({ path: '/models' }, async ({ page }) => {
      const comparison = page.getByRole('region', { name: 'Detect: side by side' });
      const table = comparison.getByRole('table');
      expect(await table.locator('tbody').first().getByRole('rowheader').first().innerText()).toMatch(new RegExp(`^${detector.title}\\s+Default`));
      const points = comparison.getByRole('img').locator('circle');
      let measured = 0;
      for (const card of cards.filter(({ task, metrics }) => task === 'detection' && metrics.length > 0)) {
        const rows = table.locator('tbody').filter({ has: page.getByRole('link', { name: card.title, exact: true }) });
        await rows.getByText(`${(card.weights.sizeBytes / 1e6).toFixed(1)} MB download`).waitFor();
        for (const side of inputSizes(card)) {
          const figures = card.metrics.filter(({ size = card.input.width, dataset }) => size === side && dataset === card.metrics[0]?.dataset);
          if (figures.length === 0) continue;
          measured++;
          const cells = await rows.getByRole('row').filter({ has: page.getByRole('rowheader', { name: String(side), exact: true }) }).getByRole('cell').allInnerTexts();
          expect(cells.slice(0, 2)).toEqual(figures.slice(0, 2).map(({ value }) => value.toFixed(3)));
          expect(cells.at(-2)).toBe(`${(countMultiplyAdds(traceModel(atSize(card, side), undefined)) / 1e9).toFixed(2)} G`);
        }
      }
      expect(measured).toBeGreaterThan(0);
      expect(await points.count()).toBe(measured);
    });
  });

  it('measure each model at each size on this device, and can be stopped', async () => {
    await withPage({ path: '/models' }, async ({ page }) => {
      const comparison = page.getByRole('region', { name: 'Detect: side by side' });
      const times = comparison.locator('tbody tr td:last-child');
      const rows = await times.count();
      await comparison.getByText(/^Runs each model at each size; downloads up to [\d.]+ MB, once\.$/).waitFor();
      await comparison.getByRole('button', { name: 'Measure on this device' }).click();
      await times.getByText(/^[\d.]+ ms$/).first().waitFor(PATIENT);
      await comparison.getByRole('button', { name: 'Stop measuring' }).click();
      await comparison.getByRole('button', { name: 'Measure again' }).click();
      const done = comparison.getByText(/^Measured on WebAssembly \(SIMD.*\), \d+ \w+ \d{4}\.$/);
      await done.waitFor(PATIENT);
      const measured = await times.allInnerTexts();
      expect(measured.filter((text) => /^[\d.]+ ms$/.test(text))).toHaveLength(rows);
      expect(await accessibilityProblems(page)).toEqual([]);
      // What was downloaded for it is on this device, and what was measured is there the next time.
      await page.getByText(new RegExp(`^${cards.filter(({ task }) => task === 'detection').length} models, `)).waitFor();
      await page.reload();
      await done.waitFor();
      expect(await times.allInnerTexts()).toEqual(measured);
    });
  });

  it('show where the work of a network goes, down to its layers', async () => {
    await withPage({ path: '/models' }, async ({ page, origin }) => {
      for (const card of cards) {
        await page.goto(`${origin}/models/${card.name}`);
        const graph = traceModel(card, undefined);
        const parts = page.getByRole('table', { name: 'What each part of the network takes' });
        const inAll = await parts.getByRole('row').last().getByRole('cell').allInnerTexts();
        expect(inAll.slice(1, 3).map((text) => text.trim())).toEqual([counted(card.multiplyAdds), counted(card.parameters)]);
        expect(await parts.getByRole('row').count()).toBe(partsOf(graph).length + 3);
        await page.getByText('Layer by layer').click();
        const layers = page.getByRole('region', { name: 'Layers' }).locator('tbody');
        expect(await layers.count()).toBe(partsOf(graph).flatMap(({ blocks }) => blocks).length);
        const bars = await parts.locator('svg rect').evaluateAll((all) => all.map((bar) => bar.getBoundingClientRect().width));
        expect(Math.min(...bars)).toBeGreaterThan(0);
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
  it.each(looks)('fit a $viewport and have nothing that axe finds wrong, in $colorScheme', async ({ viewport, colorScheme }) => {
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
