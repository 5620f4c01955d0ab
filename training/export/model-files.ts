import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CARD_FILE, loadCard, type ModelSource } from '../../models/artifact/load';
import type { Card } from '../../models/artifact/card';
import { NotFoundError } from '../../models/errors';
import { modelFolder, modelsDirectory, modelsIn } from '../../models/node/model-folder';

export { modelFolder, modelsDirectory };

/**
 * The folder of a model that a command names: a shipped one by its name, any other by its folder or its card.json.
 * @throws NotFoundError that lists the shipped models.
 */
export async function findModelDirectory(nameOrPath: string): Promise<string> {
  const path = nameOrPath.endsWith(CARD_FILE) ? dirname(nameOrPath) : nameOrPath;
  const directory = [join(modelsDirectory, nameOrPath), resolve(path)].find((folder) => existsSync(join(folder, CARD_FILE)));
  if (directory !== undefined) return directory;
  throw new NotFoundError(`There is no model '${nameOrPath}', neither shipped nor as a folder with a ${CARD_FILE}. Shipped are: ${(await shippedModels()).join(', ') || 'none'}.`);
}

/** The files in that folder. */
export const findModel = async (nameOrPath: string): Promise<ModelSource> => modelFolder(await findModelDirectory(nameOrPath));

/** Names of the shipped models, sorted. */
export const shippedModels = (directory = modelsDirectory): Promise<string[]> => modelsIn(directory);

/** The cards of all shipped models, by name. */
export async function shippedCards(directory = modelsDirectory): Promise<Card[]> {
  return Promise.all((await shippedModels(directory)).map((name) => loadCard(modelFolder(join(directory, name)))));
}
