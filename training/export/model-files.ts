import { existsSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CARD_FILE, loadCard, type ModelSource } from '../../models/artifact/load';
import type { Card } from '../../models/artifact/card';
import { NotFoundError } from '../../models/errors';
import { repositoryRoot } from '../engines/repository-root';

/** Where the models lie that are shipped, a folder each. */
export const modelsDirectory = join(repositoryRoot, 'public', 'models');

/** How much is read between two reports of progress. */
const CHUNK_BYTES = 1 << 20;

/** The files of one model in a folder. */
export function modelFolder(directory: string): ModelSource {
  return {
    async read(file, onLoaded) {
      const path = join(directory, file);
      const handle = await open(path).catch((cause: unknown) => {
        throw new NotFoundError(`${path} cannot be read; expected a file of a model.`, { cause });
      });
      try {
        const bytes = new Uint8Array((await handle.stat()).size);
        let loaded = 0;
        while (loaded < bytes.length) {
          const { bytesRead } = await handle.read(bytes, loaded, Math.min(CHUNK_BYTES, bytes.length - loaded));
          if (bytesRead === 0) break;
          loaded += bytesRead;
          onLoaded?.(loaded);
        }
        return bytes.subarray(0, loaded);
      } finally {
        await handle.close();
      }
    },
  };
}

/**
 * The files of a model that a command names: a shipped one by its name, any other by its folder or its card.json.
 * @throws NotFoundError that lists the shipped models.
 */
export async function findModel(nameOrPath: string): Promise<ModelSource> {
  const path = nameOrPath.endsWith(CARD_FILE) ? dirname(nameOrPath) : nameOrPath;
  const directory = [join(modelsDirectory, nameOrPath), resolve(path)].find((folder) => existsSync(join(folder, CARD_FILE)));
  if (directory !== undefined) return modelFolder(directory);
  throw new NotFoundError(`There is no model '${nameOrPath}', neither shipped nor as a folder with a ${CARD_FILE}. Shipped are: ${(await shippedModels()).join(', ') || 'none'}.`);
}

/** Names of the shipped models, sorted. */
export async function shippedModels(directory = modelsDirectory): Promise<string[]> {
  if (!existsSync(directory)) return [];
  const folders = await readdir(directory, { withFileTypes: true });
  return folders.filter((entry) => entry.isDirectory() && existsSync(join(directory, entry.name, CARD_FILE))).map(({ name }) => name).sort();
}

/** The cards of all shipped models, by name. */
export async function shippedCards(directory = modelsDirectory): Promise<Card[]> {
  return Promise.all((await shippedModels(directory)).map((name) => loadCard(modelFolder(join(directory, name)))));
}
