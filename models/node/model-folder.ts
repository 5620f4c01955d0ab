import { existsSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelSource } from '../artifact/load';
import { NotFoundError } from '../errors';
import { repositoryRoot } from './repository-root';

/** Where the models lie that are shipped, a folder each. */
export const modelsDirectory = join(repositoryRoot, 'public', 'models');

/** What says that a folder holds a model. */
const CARD_FILE = 'card.json';
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

/** Names of the models that lie in a directory, a folder each, sorted; none where there is no such directory. */
export async function modelsIn(directory: string): Promise<string[]> {
  if (!existsSync(directory)) return [];
  const folders = await readdir(directory, { withFileTypes: true });
  return folders.filter((entry) => entry.isDirectory() && existsSync(join(directory, entry.name, CARD_FILE))).map(({ name }) => name).sort();
}
