import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { cardSchema } from '../../models/artifact/card';
import { catalogueOf } from '../../models/artifact/catalogue';
import { tintingStylizer, writeTintingStylizer } from '../models/networks/style/tinting-stylizer';

export const TINTING = tintingStylizer().card.name;

let written: Promise<string> | undefined;

/** A folder of models, of which there is one: its styles are tints. */
export const tintingFolder = (): Promise<string> => (written ??= writeTintingStylizer());

/** Answers for the server as if the model were shipped. The page must be without its service worker. */
export async function offerTinting(page: Page): Promise<void> {
  const folder = join(await tintingFolder(), TINTING);
  const card = cardSchema.parse(JSON.parse(await readFile(join(folder, 'card.json'), 'utf8')));
  const context = page.context();
  await context.route('**/models/catalogue.json', async (route) => {
    const response = await route.fetch();
    const catalogue = await response.json() as { readonly models: readonly unknown[] };
    await route.fulfill({ response, json: { ...catalogue, models: [...catalogue.models, ...catalogueOf([card]).models] } });
  });
  for (const file of ['card.json', 'model.safetensors']) await context.route(`**/models/${TINTING}/${file}*`, (route) => route.fulfill({ path: join(folder, file) }));
}
