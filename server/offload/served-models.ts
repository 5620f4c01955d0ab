import { catalogueOf } from '../../models/artifact/catalogue';
import { atSize, inputSizes } from '../../models/artifact/input-size';
import { NotFoundError } from '../../models/errors';
import { modelsDirectory } from '../../models/node/model-folder';
import type { OfferedModel, Select, ServedCard } from '../../models/protocol/messages';
import { readModels, type LeftOut, type StoredModel } from './read-models';

/** The models that a server offers. */
export interface ServedModels {
  /** The first is the one that workers load before anybody asks. */
  readonly offered: readonly OfferedModel[];
  /** By name. */
  readonly folders: Readonly<Record<string, string>>;
  /** By name; what is said of each to whom selects it. */
  readonly cards: Readonly<Record<string, ServedCard>>;
}

interface Shelved extends StoredModel {
  readonly onDevice: boolean;
}

/**
 * The models that the page can fetch too, and those of a folder that only the server reads; of two of one name the first.
 * @throws NotFoundError when there is none
 */
export async function openServedModels(serverModels: string | undefined, leftOut: LeftOut): Promise<ServedModels> {
  const shipped = (await readModels(modelsDirectory, leftOut)).map((model) => ({ ...model, onDevice: model.card.runsOn !== 'server' }));
  const others = serverModels === undefined ? [] : (await readModels(serverModels, leftOut)).map((model) => ({ ...model, onDevice: false }));
  const byName = new Map<string, Shelved>();
  for (const model of [...shipped, ...others]) {
    const { name } = model.card;
    const first = byName.get(name);
    if (first === undefined) byName.set(name, model);
    else leftOut(model.folder, `it is called '${name}', as the model in ${first.folder} is`);
  }
  if (byName.size === 0) throw new NotFoundError(`There is no model to look with, neither in ${modelsDirectory} nor in a folder of --server-models. With "--offload off" the server does without.`);
  return servedModelsOf([...byName.values()]);
}

/** Those that devices can run too come first, by merit. */
export function servedModelsOf(models: readonly Shelved[]): ServedModels {
  const offered = [true, false].flatMap((onDevice) => catalogueOf(models.filter((model) => model.onDevice === onDevice).map(({ card }) => card)).models.map((entry) => ({ ...entry, onDevice })));
  return {
    offered,
    folders: Object.fromEntries(models.map(({ card, folder }) => [card.name, folder])),
    cards: Object.fromEntries(models.map(({ card: { name, title, task, input, categories, scoreThreshold, liveThreshold } }) => [name, { name, title, task, input, categories, scoreThreshold, ...(liveThreshold !== undefined && { liveThreshold }) }])),
  };
}

/** What was selected, at the size that was asked for. @throws InvalidInputError that lists the sizes the model serves */
export function servedCard(card: ServedCard, size: Select['size']): ServedCard {
  if (size !== 'largest') return atSize(card, size);
  const sizes = inputSizes(card);
  return sizes.length === 0 ? card : atSize(card, Math.max(...sizes));
}
