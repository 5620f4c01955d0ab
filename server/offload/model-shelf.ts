import { join } from 'node:path';
import type { Card } from '../../models/artifact/card';
import { catalogueOf } from '../../models/artifact/catalogue';
import { atSize, inputSizes } from '../../models/artifact/input-size';
import { loadCard } from '../../models/artifact/load-card';
import { NotFoundError } from '../../models/errors';
import { modelFolder, modelsDirectory, modelsIn } from '../../models/node/model-folder';
import type { OfferedModel, Select, ServedCard } from '../../models/protocol/messages';

/** The models that a server offers. */
export interface ModelShelf {
  /** The first is the one that workers load before anybody asks. */
  readonly offered: readonly OfferedModel[];
  /** By name. */
  readonly folders: Readonly<Record<string, string>>;
  /** By name; what is said of each to whom selects it. */
  readonly cards: Readonly<Record<string, ServedCard>>;
}

interface Shelved {
  readonly card: Card;
  readonly folder: string;
  readonly onDevice: boolean;
}

/**
 * The models that the page can fetch too, and those of a folder that only the server reads. No weights are read here.
 * @throws NotFoundError when there is none
 */
export async function openShelf(serverModels: string | undefined): Promise<ModelShelf> {
  const shipped = (await read(modelsDirectory)).map((model) => ({ ...model, onDevice: model.card.runsOn !== 'server' }));
  const others = serverModels === undefined ? [] : (await read(serverModels)).map((model) => ({ ...model, onDevice: false }));
  for (const [directory, models] of [[serverModels, others], [modelsDirectory, [...shipped, ...others]]] as const) {
    if (directory !== undefined && models.length === 0) throw new NotFoundError(`There is no model in ${directory}; expected folders that hold a card.json each.`);
  }
  return shelfOf([...shipped, ...others.filter(({ card }) => !shipped.some((known) => known.card.name === card.name))]);
}

/** Those that devices can run too come first, by merit. */
export function shelfOf(models: readonly Shelved[]): ModelShelf {
  const offered = [true, false].flatMap((onDevice) => catalogueOf(models.filter((model) => model.onDevice === onDevice).map(({ card }) => card)).models.map((entry) => ({ ...entry, onDevice })));
  return {
    offered,
    folders: Object.fromEntries(models.map(({ card, folder }) => [card.name, folder])),
    cards: Object.fromEntries(models.map(({ card: { name, title, input, categories, scoreThreshold, liveThreshold } }) => [name, { name, title, input, categories, scoreThreshold, ...(liveThreshold !== undefined && { liveThreshold }) }])),
  };
}

/** What was selected, at the size that was asked for. @throws InvalidInputError that lists the sizes the model serves */
export function servedCard(card: ServedCard, size: Select['size']): ServedCard {
  if (size !== 'largest') return atSize(card, size);
  const sizes = inputSizes(card);
  return sizes.length === 0 ? card : atSize(card, Math.max(...sizes));
}

async function read(directory: string): Promise<Omit<Shelved, 'onDevice'>[]> {
  return Promise.all((await modelsIn(directory)).map(async (name) => {
    const folder = join(directory, name);
    return { card: await loadCard(modelFolder(folder)), folder };
  }));
}
