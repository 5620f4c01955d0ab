import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CATALOGUE_FILE, catalogueOf } from '../../../models/artifact/catalogue';
import { loadModel } from '../../../models/artifact/load';
import { foldBatchNorm } from '../../../models/layers/fold';
import { createNetwork } from '../../../models/networks';
import { repositoryRoot } from '../../../training/engines/repository-root';
import { findModel, modelsDirectory, shippedCards, shippedModels } from '../../../training/export/model-files';
import { readEvaluation, updatedCard } from '../../../training/export/record-evaluation';
import { writeSections } from '../../../training/readme/write-sections';

const names = await shippedModels();
const readme = join(repositoryRoot, 'README.md');

describe('shipped models', () => {
  it('are what the recipes start from, at the least', () => {
    expect(names).toEqual(expect.arrayContaining(['mobilenet-v2-imagenet', 'nanodet-plus-coco']));
  });

  // loadModel checks the card against its schema, and the weights' size and SHA-256 against the card.
  it.each(names)('%s is whole and its card is true', async (name) => {
    const { card, values } = await loadModel(await findModel(name));
    expect(card.name).toBe(name);
    expect(createNetwork(card.network.name, card.network.options).task).toBe(card.task);
    expect(new Set(card.categories.map(({ id }) => id)).size).toBe(card.categories.length);
    expect([...foldBatchNorm(values).values()].reduce((sum, { values: { length } }) => sum + length, 0)).toBe(card.parameters);
    for (const value of values.values()) expect(value.values.every((number) => Number.isFinite(number))).toBe(true);
  });

  it('are measured, where they detect, with the weights that are shipped, and their cards say so; "npm run evaluate -- --record" measures', async () => {
    for (const card of (await shippedCards()).filter(({ task }) => task === 'detection')) {
      const evaluation = await readEvaluation(join(modelsDirectory, card.name), card.task);
      expect(evaluation, card.name).toMatchObject({ model: card.name, weights: card.weights.sha256 });
      if (evaluation !== undefined) expect(updatedCard(card, evaluation)).toEqual(card);
    }
  });

  it('are in the catalogue as their cards say; "npm run convert -- catalogue" writes it', async () => {
    expect(JSON.parse(readFileSync(join(modelsDirectory, CATALOGUE_FILE), 'utf8'))).toEqual(catalogueOf(await shippedCards()));
  });

  it('are in the README as their cards say, as are the benchmarks; "npm run readme" writes the tables', async () => {
    expect(existsSync(readme)).toBe(true);
    const text = readFileSync(readme, 'utf8');
    expect(await writeSections(text)).toBe(text);
  });
});
