import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CATALOGUE_FILE, catalogueOf, parseCatalogue, type CatalogueEntry } from '../../models/artifact/catalogue';
import { NotFoundError } from '../../models/errors';
import type { OfferedModel } from '../../models/protocol/messages';
import { modelFolder, modelsDirectory, modelsIn } from '../../models/node/model-folder';

export interface ModelShelf {
  /** The first is the one that workers load before anybody asks. */
  readonly offered: readonly OfferedModel[];
  /** By name. */
  readonly folders: Readonly<Record<string, string>>;
}

interface Shelved {
  readonly model: OfferedModel;
  readonly folder: string;
}

/**
 * The models that a server offers: those that the page can fetch too, and those of a folder that only the server reads.
 * No weights are read here.
 * @throws NotFoundError when there is none
 */
export async function openShelf(serverModels: string | undefined): Promise<ModelShelf> {
  const shipped = await shippedModels();
  const names = new Set(shipped.map(({ model }) => model.name));
  const others = serverModels === undefined ? [] : await serverOnlyModels(serverModels);
  const all = [...shipped, ...others.filter(({ model }) => !names.has(model.name))];
  if (all.length === 0) throw new NotFoundError(`There is no model in ${modelsDirectory}.`);
  return {
    offered: all.map(({ model }) => model),
    folders: Object.fromEntries(all.map(({ model, folder }) => [model.name, folder])),
  };
}

async function shippedModels(): Promise<Shelved[]> {
  const { models } = parseCatalogue(JSON.parse(await readFile(join(modelsDirectory, CATALOGUE_FILE), 'utf8')));
  return models.map((entry) => shelved(entry, true, join(modelsDirectory, entry.name)));
}

async function serverOnlyModels(directory: string): Promise<Shelved[]> {
  const { loadCard } = await import('../../models/artifact/load');
  const names = await modelsIn(directory);
  if (names.length === 0) throw new NotFoundError(`There is no model in ${directory}; expected folders that hold a card.json each.`);
  const all = await Promise.all(names.map(async (name) => {
    const folder = join(directory, name);
    return catalogueOf([await loadCard(modelFolder(folder))]).models.map((entry) => shelved(entry, false, folder));
  }));
  return all.flat();
}

const shelved = (entry: CatalogueEntry, onDevice: boolean, folder: string): Shelved => ({ model: { ...entry, onDevice }, folder });
